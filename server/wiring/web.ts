import path from 'node:path'
import type { Express } from 'express'
import { type AdminParts, adminEndpoints } from '../admin-endpoints'
import { BrowserSessions } from '../auth/sign-in-sessions'
import { makeIdentify } from '../auth/visitors'
import { ConnectedClients } from '../authorization-server/service'
import type { SigningKeys } from '../authorization-server/signing-keys'
import { WEB_FOLDER } from '../built'
import type { Config } from '../config'
import { iconFiles, Icons } from '../connector-types/icons'
import type { Keyring } from '../credentials/keyring'
import { AppError } from '../errors'
import { webApp, type WebAppParts } from '../http/web-app'
import { Invitations } from '../invitations/service'
import { TokenBuckets } from '../limits/token-buckets'
import type { Mailer } from '../mail/mailer'
import { Bundles } from '../mcpb/bundle'
import type { vendorOAuth } from '../oauth/oauth'
import { Attempts } from '../pages/attempts'
import { connectPages } from '../pages/connect'
import { pages } from '../pages/pages'
import { Playground } from '../playground/service'
import { SingleSignOn } from '../single-sign-on/single-sign-on'
import { Passwords } from '../users/passwords'
import { SecondFactors } from '../users/second-factor'
import { Users } from '../users/service'
import { Setup } from '../users/setup'
import type { Vendors } from '../vendors/vendors'
import { version } from '../version'

const ADMIN_CALLS_PER_MINUTE = 1_200

type Admin = Pick<
  AdminParts,
  'db' | 'registry' | 'credentials' | 'live' | 'masterKeys' | 'snapshots' | 'auditVerifier' | 'toolsOf' | 'validate'
>

interface Given extends Admin, Pick<WebAppParts, 'refuseOrigin' | 'originOf' | 'log'> {
  readonly config: Config
  readonly authenticator: AdminParts['authenticator'] & Parameters<typeof makeIdentify>[0]['authenticator']
  readonly tenants: AdminParts['tenants']
  readonly sessions: BrowserSessions
  readonly oauth: ReturnType<typeof vendorOAuth>
  readonly vendors: Vendors
  readonly mailer: Mailer
  readonly keyring: Keyring
  readonly signingKeys: SigningKeys
  readonly platformKey: Buffer
  /** Where the built bridge is. */
  readonly bridgeFolder: string
}

/** What people use: the admin API, the pages around sign-in, and the web app. */
export function wireWeb(given: Given): Express {
  const { config, db, registry, oauth, vendors, mailer, keyring, platformKey, bridgeFolder, ...shared } = given
  const { authenticator, sessions, tenants, refuseOrigin, originOf, log } = shared
  const { publicUrl, limits } = config
  const users = new Users(db)
  const passwords = new Passwords(db, publicUrl, mailer)
  const invitations = new Invitations(db, publicUrl, mailer)
  const singleSignOn = new SingleSignOn({ db, publicUrl, keyring, platformKey, vendors })
  const icons = new Icons(registry)
  const people = { users, passwords, invitations, singleSignOn, sessions, tenants }
  const throttle = new TokenBuckets(ADMIN_CALLS_PER_MINUTE)
  return webApp(
    adminEndpoints({
      ...{ ...shared, ...people, db, registry, publicUrl, limits, icons },
      oauth: oauth.routes,
      playground: new Playground({ db, keys: shared.signingKeys, publicUrl }),
      bundles: new Bundles(path.join(bridgeFolder, 'sagemcp-bridge.cjs')),
      checkAddress: (url) => vendors.checkAddress(url),
    }),
    {
      ...{ originOf, refuseOrigin, publicUrl, version, log },
      identify: makeIdentify({ db, authenticator, sessions }),
      throttle: (visitorId) => {
        const retryAfterS = throttle.take(visitorId)
        if (retryAfterS > 0) throw new AppError('rate_limited', 'Too many requests.', { retryAfterS })
      },
      tenants: (slugOrId) => tenants.find(slugOrId),
      maxBodyBytes: limits.maxBodyBytes,
      pages: pages({
        ...{ ...people, publicUrl, db, mailer, platformKey, originOf, log },
        setup: new Setup(db),
        clients: new ConnectedClients(db),
        factors: new SecondFactors(db, platformKey),
        attempts: new Attempts(),
        home: '/',
      }),
      connectPages: connectPages({ publicUrl, db, sessions, originOf, log, ...oauth }),
      icons: iconFiles(icons),
      webFolder: WEB_FOLDER,
      bridgePackage: path.join(bridgeFolder, 'sagemcp-bridge.tgz'),
    },
  )
}
