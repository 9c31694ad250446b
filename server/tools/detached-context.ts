import { type CallContext, ConnectorError, type VendorHttp } from '../../connectors/sdk'

const outside = () =>
  Promise.reject(new ConnectorError('vendor_unavailable', 'The vendor cannot be asked outside a call.'))

/** For listing what a connector declares, which no caller asked for and no credential serves. */
export const detachedContext: CallContext = {
  signal: new AbortController().signal,
  progress: () => Promise.resolve(),
  log: () => Promise.resolve(),
  requestInput: outside,
  supports: () => false,
  closeStream: () => {},
  changed: () => {},
}

export const detachedHttp: VendorHttp = {
  get: outside,
  post: outside,
  put: outside,
  patch: outside,
  delete: outside,
  download: outside,
  upload: outside,
}
