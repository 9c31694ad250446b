// Puts the vendors of the built server at the addresses of their stand-ins. Everything else is as it is installed.
const { Registry } = require('../../../dist/connectors/sdk')
const { declarationOf } = require('../../../dist/connectors/sdk/declarations')
const { relocated } = require('../../support/vendors/oauth/relocated')

const addresses = JSON.parse(process.env.VENDOR_ADDRESSES)
const { add } = Registry.prototype

Registry.prototype.add = function (cls, declaration = declarationOf(cls)) {
  const here = relocated(declaration, addresses)
  return add.call(this, cls, { ...here, signedLinkHosts: [...(here.signedLinkHosts ?? []), '127.0.0.1'] })
}
