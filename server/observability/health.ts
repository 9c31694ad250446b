import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '../db/database'
import { BLIND_MS } from '../db/fresh-cache'

/** A probe waits no longer for a database that hangs. */
const PATIENCE_MS = 2_000

/**
 * `live`: the process runs. `startup` and `ready`: it can serve, since the database answers, or did so recently enough for
 * what is in memory to count. Say nothing else to strangers.
 */
export class Health {
  #stopping = false

  constructor(
    private readonly db: Database,
    private readonly version: string,
  ) {}

  /** From now on load balancers are told to send nothing new. */
  stopping(): void {
    this.#stopping = true
  }

  /** False when the address is not one of these. */
  handle(req: IncomingMessage, res: ServerResponse): boolean {
    const path = req.url?.split('?', 1)[0]
    if (path === undefined || !/^\/health(\/(live|ready|startup))?$/.test(path)) return false
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      send(res, 405, { status: 'method not allowed' })
    } else if (path === '/health/live') {
      send(res, 200, { status: 'ok' })
    } else {
      void this.#ready().then((ready) =>
        send(res, ready ? 200 : 503, { status: ready ? 'ok' : 'unavailable', version: this.version }),
      )
    }
    return true
  }

  async #ready(): Promise<boolean> {
    if (this.#stopping) return false
    // A pool that is busy is no reason to send nobody here.
    if (this.db.isShared && performance.now() - this.db.changes.heardAt <= BLIND_MS) return true
    const answers = this.db.ping().then(
      () => true,
      () => false,
    )
    return Promise.race([answers, wait(PATIENCE_MS, false, { ref: false })])
  }
}

function send(res: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  res.end(res.req.method === 'HEAD' ? undefined : text)
}
