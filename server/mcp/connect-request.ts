import { setTimeout as wait } from 'node:timers/promises'
import type { InputRequiredResult } from '@modelcontextprotocol/server'
import { type ConnectorError, providerOf } from '../../connectors/sdk'
import { signalOf } from '../tools/cancellation'
import { InputNeeded } from '../tools/input-needed'
import type { AskContext } from '../tools/run-tool'
import type { SnapshotConnector } from '../tools/snapshot'
import type { Access } from './access'
import type { Asking } from './input'

const KEY = 'sagemcp_connect_account'
/** Somebody who agreed to open the page is still at the vendor. Less than clients wait for an answer. */
const PATIENCE_S = 25

interface Attempt<T> {
  readonly ask: Asking
  readonly ctx: Pick<AskContext, 'signal' | 'progress' | 'supports'>
  readonly access: Access
  /** The same, asked anew. */
  readonly again: () => Promise<Access>
  readonly connector: SnapshotConnector
  readonly run: (access: Access) => Promise<T>
  /** The error of a result that is one. */
  readonly errorOf: (result: T) => ConnectorError | undefined
}

/**
 * Runs a call. Where it lacks an account, the client is asked, once, to open the page where that is connected; when the person
 * agreed, the call goes on as soon as the account is there. Whoever cannot be asked gets the error, which holds the link.
 */
export async function connecting<T>(attempt: Attempt<T>): Promise<T | InputRequiredResult> {
  const { ask, ctx, access, run, errorOf } = attempt
  const result = await run(access)
  const error = errorOf(result)
  const url = error?.details.connectUrl
  if (!error || url === undefined) return result
  const answer = ask.answers[KEY]
  if (answer === undefined) {
    if (!ctx.supports('elicit_url')) return result
    const message = `${error.message} Connect it on this page, then go on.`
    return ask.askFor(new InputNeeded({ [KEY]: { kind: 'elicit_url', message, url } }))
  }
  if ((answer as { action?: unknown }).action !== 'accept') return result
  const connected = await untilConnected(attempt)
  return connected ? run(connected) : result
}

/** Undefined where nobody connected it in time. */
async function untilConnected<T>({ again, ctx, access, connector }: Attempt<T>): Promise<Access | undefined> {
  const before = accountsOf(access, connector.id)
  const signal = signalOf(ctx.signal)
  for (let second = 1; second <= PATIENCE_S; second++) {
    await wait(1_000, undefined, { signal })
    // Below 1: what the call itself reports comes after it.
    await ctx.progress(second / (PATIENCE_S + 1), undefined, 'Waiting until the account is connected.')
    const now = await again()
    if (accountsOf(now, connector.id) !== before) return now
  }
  return undefined
}

/** What a call of this connector may run with: another text when it was connected or stored anew. */
function accountsOf({ snapshot: { accounts, connectors }, caller }: Access, connectorId: string): string {
  const connector = connectors.find(({ id }) => id === connectorId)
  if (!connector) return ''
  const { account, credentialId, type } = connector
  const found =
    account === 'shared'
      ? [credentialId === undefined ? undefined : accounts.shared(credentialId)]
      : accounts.personal(caller.userId ?? '', providerOf(type))
  return found.map((each) => (each ? `${each.id} ${each.accessToken.toString('base64')}` : '')).join()
}
