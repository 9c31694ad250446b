import '../../../connectors'
import { defaultRegistry } from '../../../connectors/sdk'
import { CALLBACK_PATH } from '../../../server/oauth/callback-url'
import type { RegisteredApp } from './oauth/rules'
import type { VendorName } from './oauth/stand-ins'

/** The type of each vendor, and the tool that says whose account it is. */
export const IDENTITY: Readonly<Record<VendorName, { type: string; tool: string }>> = {
  github: { type: 'github', tool: 'get_me' },
  jira: { type: 'jira', tool: 'get_current_user' },
  slack: { type: 'slack', tool: 'auth_test' },
  notion: { type: 'notion', tool: 'get_self' },
  zoom: { type: 'zoom', tool: 'get_user' },
  google: { type: 'google_docs', tool: 'get_current_user' },
  linear: { type: 'linear', tool: 'get_viewer' },
}

/** The kind of application whose tokens end, where that is not the usual one. */
const ENDING: Partial<Record<VendorName, string>> = { github: 'app', slack: 'rotating' }

/** Zoom takes the scopes from the registration, which has those of every tool. */
function registeredScopes(vendor: VendorName): Partial<RegisteredApp> {
  if (vendor !== 'zoom') return {}
  const tools = [...(defaultRegistry.get('zoom')?.declared.tools.values() ?? [])]
  return { scopes: [...new Set(tools.flatMap(({ declaration }) => declaration.scopes ?? []))] }
}

export const appOf = (vendor: VendorName, origin: string): RegisteredApp => ({
  clientId: `sagemcp-${vendor}`,
  clientSecret: `secret of ${vendor} &=+%`,
  redirectUris: [`${origin}${CALLBACK_PATH}`],
  ...(ENDING[vendor] ? { kind: ENDING[vendor] } : {}),
  ...registeredScopes(vendor),
})

/** The usual kind of application, whose tokens do not end. */
export const plainAppOf = (vendor: VendorName, origin: string): RegisteredApp => {
  const { kind: _, ...usual } = appOf(vendor, origin)
  return { ...usual, clientId: `${usual.clientId}-plain` }
}
