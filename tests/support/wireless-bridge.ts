import { Bridge } from '../../server/bridge/bridge'

export const INITIALIZE = { id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {} } }

/** A bridge without a wire: what it sends either way is taken one by one. */
export function setup() {
  const seen = { client: [] as string[], server: [] as string[], reconnects: 0, log: [] as string[] }
  const bridge = new Bridge({
    toClient: (line) => void seen.client.push(line),
    toServer: (frame) => void seen.server.push(frame),
    reconnect: () => void seen.reconnects++,
    log: (line) => void seen.log.push(line),
  })
  const take = (list: string[]) =>
    list.splice(0).map((each) => {
      const { jsonrpc, ...message } = JSON.parse(each) as Record<string, unknown>
      expect(jsonrpc).toBe('2.0')
      return message
    })
  const json = (message: object) => JSON.stringify({ jsonrpc: '2.0', ...message })
  return {
    bridge,
    seen,
    client: (message: object) => bridge.fromClient(json(message)),
    server: (message: object) => bridge.fromServer(json(message)),
    toClient: () => take(seen.client),
    toServer: () => take(seen.server),
  }
}
