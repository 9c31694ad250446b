/**
 * A map that lets go of what was set longest ago when it is full. Unlike an LRU cache it marks nothing when a value is looked up: with
 * many tenants every further place in memory costs a call more than the lookup itself.
 */
export class BoundedMap<K, V> extends Map<K, V> {
  constructor(private readonly max: number) {
    super()
  }

  override set(key: K, value: V): this {
    this.delete(key)
    super.set(key, value)
    const [oldest] = this.size > this.max ? this.keys() : []
    if (oldest !== undefined) this.delete(oldest)
    return this
  }
}
