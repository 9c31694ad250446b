/** A rule as a decision needs it; exactly one of `role` and `userId` is there. */
export interface Rule {
  readonly id: string
  readonly role: string | null
  readonly userId: string | null
  readonly connectorId: string
  /** The name inside the type. Null: the whole connector. */
  readonly tool: string | null
  readonly effect: 'allow' | 'deny'
}

/** Whom a rule is about. */
export type Subject = `user:${string}` | `role:${string}`

/** The access rules of one tenant, found without a search. */
export class RuleIndex {
  readonly #rules = new Map<string, Rule>()
  readonly #subjects = new Set<Subject>()

  constructor(rules: readonly Rule[]) {
    for (const rule of rules) {
      const subject: Subject = rule.userId === null ? `role:${rule.role}` : `user:${rule.userId}`
      this.#subjects.add(subject)
      this.#rules.set(keyOf(subject, rule.connectorId, rule.tool), rule)
    }
  }

  /** Whether any rule is about them; if none is, they are like everybody else. */
  about(subject: Subject): boolean {
    return this.#subjects.has(subject)
  }

  find(subject: Subject, connectorId: string, tool: string | null): Rule | undefined {
    return this.#rules.get(keyOf(subject, connectorId, tool))
  }
}

/** Of all tenants that have none, so that a call finds it in the processor's cache. */
export const NO_RULES = new RuleIndex([])

/** No name of a tool is empty. */
const keyOf = (subject: Subject, connectorId: string, tool: string | null) => `${subject} ${connectorId} ${tool ?? ''}`
