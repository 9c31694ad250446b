// The smallest WebSocket transport: what somebody would write around the SDK in an afternoon.
export class WsTransport {
  constructor(socket) {
    this.socket = socket
  }
  async start() {
    this.socket.on('message', (data) => this.onmessage?.(JSON.parse(data.toString())))
    this.socket.on('close', () => this.onclose?.())
  }
  async send(message) {
    this.socket.send(JSON.stringify(message))
  }
  async close() {
    this.socket.close()
  }
}
