const { TestEnvironment } = require('jest-environment-jsdom')

// jsdom has its own window but not all of the web platform. These come from Node, and together: a Request made with one
// realm's AbortSignal is refused by the other's fetch.
const FROM_NODE = [
  'fetch',
  'Request',
  'Response',
  'Headers',
  'AbortController',
  'AbortSignal',
  'TextEncoder',
  'TextDecoder',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'TextDecoderStream',
  'structuredClone',
]

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup()
    for (const name of FROM_NODE) this.global[name] = globalThis[name]
    // jsdom has no PointerEvent, which the browser sends for a click.
    this.global.PointerEvent ??= class PointerEvent extends this.global.MouseEvent {}
  }
}
