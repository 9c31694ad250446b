import type { Registry } from '../../connectors/sdk'
import type { Config } from '../config'
import { Accounts } from '../credentials/accounts'
import type { Keyring } from '../credentials/keyring'
import { Credentials } from '../credentials/service'
import { Vault } from '../credentials/vault'
import type { Database } from '../db/database'
import type { JobRan } from '../jobs/job'
import type { Mailer } from '../mail/mailer'
import { OAuthApps } from '../oauth/apps'
import { CheckUp } from '../oauth/check-up'
import { ConnectLinks } from '../oauth/connect-links'
import { Doctor } from '../oauth/doctor'
import { AccountNotices } from '../oauth/notices'
import { vendorOAuth } from '../oauth/oauth'
import { Refresher } from '../oauth/refresh'
import { RefreshSweep } from '../oauth/sweep'
import type { Log } from '../observability/log'
import type { Recorder } from '../observability/recorder'
import { Tenants } from '../tenants/service'
import type { makeToolsOf } from '../tools/catalogue'
import type { Vendors } from '../vendors/vendors'

interface Given {
  readonly config: Config
  readonly db: Database
  readonly registry: Registry
  readonly keyring: Keyring
  readonly mailer: Mailer
  readonly vendors: Vendors
  readonly toolsOf: ReturnType<typeof makeToolsOf>
  readonly recorder: Recorder
  readonly jobRan: JobRan
  readonly log: Log
  /** Between two looks for accounts to be renewed. */
  readonly sweepMs: number | undefined
}

/** Vendor accounts: how they come in, are used, renewed, looked after and ended. */
export function wireAccounts({ config, keyring, mailer, recorder, jobRan, sweepMs, ...shared }: Given) {
  const { db, registry, log } = shared
  const { publicUrl } = config
  const vault = new Vault(keyring)
  const credentials = new Credentials(keyring)
  const apps = new OAuthApps(vault, credentials, config.oauth.apps)
  const notices = new AccountNotices({ db, registry, mailer, publicUrl, log })
  const ended = (tenantId: string, credentialId: string) => notices.ended(tenantId, credentialId)
  const refresher = new Refresher({
    ...{ ...shared, ended, vault, credentials, apps },
    refreshed: (provider, outcome) => recorder.refreshed(provider, outcome),
  })
  const tenants = new Tenants(db, credentials)
  const oauth = vendorOAuth({
    ...{ ...shared, vault, credentials, apps, tenants, publicUrl, ended },
    connected: (provider, outcome) => recorder.connected(provider, outcome),
  })
  return {
    credentials,
    tenants,
    oauth,
    refresher,
    accounts: new Accounts(vault, refresher),
    sweep: new RefreshSweep({ db, registry, refresher, retirements: oauth.retirements, log, jobRan }, sweepMs),
    links: new ConnectLinks(oauth.connects, db),
    doctor: new Doctor(db, log, ended),
    checkUp: new CheckUp({ db, accounts: oauth.routes.accounts, log }),
  }
}
