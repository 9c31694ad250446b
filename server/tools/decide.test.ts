import { decide, LOOKS, type Rights } from './decide'
import { type Rule, RuleIndex } from './rule-index'

const tenant = { id: 't', slug: 'acme', name: 'Acme', isActive: true }
const connector = { id: 'c', isAllowed: true, isEnabled: true, isReadOnly: false, disabledTools: new Set<string>() }
const write = { tool: 'write', effect: 'write' } as const
const read = { tool: 'read', effect: 'read' } as const
const bob: Rights = { mayRead: true, mayCall: true, role: 'member', userId: 'bob' }

const rule = (about: Partial<Rule>, effect: Rule['effect']): Rule => ({
  id: `${about.userId ?? about.role}/${about.tool ?? '*'}`,
  ...{ role: null, userId: null, connectorId: 'c', tool: null, effect },
  ...about,
})
const PLACES = {
  user_tool_rule: { userId: 'bob', tool: 'write' },
  user_connector_rule: { userId: 'bob' },
  role_tool_rule: { role: 'member', tool: 'write' },
  role_connector_rule: { role: 'member' },
} as const
type Place = keyof typeof PLACES
const ORDER = Object.keys(PLACES) as Place[]
type Effects = Partial<Record<Place, Rule['effect']>>

const rulesOf = (effects: Effects) =>
  ORDER.flatMap((place) => {
    const effect = effects[place]
    return effect ? [rule(PLACES[place], effect)] : []
  })
const decided = (effects: Effects, rights = bob, tool: typeof write | typeof read | undefined = write) =>
  decide({ tenant, rules: new RuleIndex(rulesOf(effects)) }, connector, tool, rights)

/** Each place without a rule, with one that allows and with one that denies: 81 of them. */
const combinations = ORDER.reduce<Effects[]>(
  (all, place) => all.flatMap((e) => [e, { ...e, [place]: 'allow' as const }, { ...e, [place]: 'deny' as const }]),
  [{}],
)

describe('the most specific rule wins', () => {
  it.each(combinations.map((effects) => [effects] as const))('of %j', (effects) => {
    const winner = ORDER.find((place) => effects[place])
    const { allowed, steps } = decided(effects)
    expect(allowed).toBe(winner === undefined || effects[winner] === 'allow')
    const last = steps.at(-1)
    expect(last?.look).toBe(winner ?? 'default')
    expect(last?.rule?.id).toBe(winner && rule(PLACES[winner], 'deny').id)
    // Everything before the winner was looked at and is in the chain.
    expect(steps.slice(7).map(({ look }) => look)).toEqual(
      winner ? ORDER.slice(0, ORDER.indexOf(winner) + 1) : [...ORDER, 'default'],
    )
  })

  it('all 81 combinations', () => expect(combinations).toHaveLength(81))
})

it('looks in the order that is written down', () => {
  expect(decided({}).steps.map(({ look }) => look)).toEqual(LOOKS)
})

describe('the ceiling', () => {
  const everything: Effects = {
    user_tool_rule: 'allow',
    user_connector_rule: 'allow',
    role_tool_rule: 'allow',
    role_connector_rule: 'allow',
  }
  const rules = new RuleIndex(rulesOf(everything))
  const asked = {
    tenant: () => decide({ tenant: { ...tenant, isActive: false }, rules }, connector, write, bob),
    caller: () => decide({ tenant, rules }, connector, write, { ...bob, mayRead: false }),
    type: () => decide({ tenant, rules }, { ...connector, isAllowed: false }, write, bob),
    connector: () => decide({ tenant, rules }, { ...connector, isEnabled: false }, write, bob),
    tool: () => decide({ tenant, rules }, { ...connector, disabledTools: new Set(['write']) }, write, bob),
    read_only: () => decide({ tenant, rules }, { ...connector, isReadOnly: true }, write, bob),
    permission: () => decide({ tenant, rules }, connector, write, { ...bob, mayCall: false }),
  }

  it.each(Object.entries(asked))('%s: no rule lifts it, and it ends the chain', (look, ask) => {
    const { allowed, steps } = ask()
    expect(allowed).toBe(false)
    expect(steps.at(-1)).toEqual({ look, outcome: 'deny' })
    expect(steps.slice(0, -1).every(({ outcome }) => outcome === 'pass')).toBe(true)
  })

  it('lets a tool that only reads through where only changing is refused', () => {
    const readOnly = { ...connector, isReadOnly: true }
    expect(decide({ tenant, rules }, readOnly, read, { ...bob, mayCall: false }).allowed).toBe(true)
  })
})

describe('whom and what a rule is about', () => {
  const own: Effects = { user_tool_rule: 'deny', user_connector_rule: 'deny' }
  const ofRole: Effects = { role_tool_rule: 'deny', role_connector_rule: 'deny' }

  it.each<[string, Effects, Rights, boolean]>([
    ['a person: not another one', own, { ...bob, userId: 'eve' }, true],
    ['a person: not a service key', own, { ...bob, userId: undefined }, true],
    ['a role: not another one', ofRole, { ...bob, role: 'admin' }, true],
    ['a role: a service key too', ofRole, { ...bob, userId: undefined }, false],
    ['a role: not who is asked about without rules', ofRole, { ...bob, role: undefined }, true],
  ])('%s', (_, effects, rights, allowed) => {
    expect(decided(effects, rights).allowed).toBe(allowed)
  })

  it('one tool: neither another tool nor the connector', () => {
    expect(decided({ user_tool_rule: 'deny', role_tool_rule: 'deny' }, bob, read).allowed).toBe(true)
    const whole = decide(
      { tenant, rules: new RuleIndex(rulesOf({ role_tool_rule: 'deny' })) },
      connector,
      undefined,
      bob,
    )
    expect(whole.allowed).toBe(true)
    expect(whole.steps.map(({ look }) => look)).not.toContain('role_tool_rule')
  })

  it('one connector: no other', () => {
    const rules = new RuleIndex(rulesOf({ role_connector_rule: 'deny' }))
    expect(decide({ tenant, rules }, { ...connector, id: 'other' }, write, bob).allowed).toBe(true)
    expect(decide({ tenant, rules }, connector, write, bob).allowed).toBe(false)
  })
})
