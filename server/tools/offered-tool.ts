import type { CompiledTool } from './compiled-tool'
import type { SnapshotConnector } from './snapshot'

/**
 * A tool of one connector. What tenants share is referred to and not copied: a call of one of many tenants finds it in the processor's
 * cache, and each of a thousand tenants holds a third of what copies would take.
 */
export class OfferedTool implements CompiledTool {
  readonly #compiled: CompiledTool

  constructor(
    compiled: CompiledTool,
    readonly connector: SnapshotConnector,
  ) {
    this.#compiled = compiled
  }

  get tool() {
    return this.#compiled.tool
  }

  get name() {
    return this.#compiled.name
  }

  get aliases() {
    return this.#compiled.aliases
  }

  get effect() {
    return this.#compiled.effect
  }

  get scopes() {
    return this.#compiled.scopes
  }

  get optionalScopes() {
    return this.#compiled.optionalScopes
  }

  get token() {
    return this.#compiled.token
  }

  get listed() {
    return this.#compiled.listed
  }

  get validateInput() {
    return this.#compiled.validateInput
  }

  get validateOutput() {
    return this.#compiled.validateOutput
  }
}
