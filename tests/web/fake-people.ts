import type { AccessExplanation, AccessRule } from '../../server/contracts/access'
import type { Invitation } from '../../server/contracts/invitations'
import type { Member } from '../../server/contracts/members'
import { FakeApi, list, NOW, ok, problem, uuid } from './fake-api'

const WEEK = '2026-11-28T10:00:00.000Z'

/** A tenant with people, invitations and rules, which remembers what is done to them. */
export class FakePeople extends FakeApi {
  readonly rules: AccessRule[] = []
  readonly invitations: Invitation[] = []
  readonly expired: Invitation[] = []

  constructor(role: 'owner' | 'admin' | 'member' = 'owner') {
    super()
    this.addTenant('acme', 'Acme', role)
    this.members.push(member(1, 'Ana', role))
    const at = '/tenants/:tenant'
    this.on(`GET ${at}/members`, ({ query }) => list(this.members.filter((each) => matches(each, query))))
    this.on(`GET ${at}/members/:id`, ({ params }) => this.#member(params.id, (each) => ok(each)))
    this.on(`PATCH ${at}/members/:id`, ({ params, body }) =>
      this.#member(params.id, (each) => ok(Object.assign(each, body))),
    )
    this.on(`DELETE ${at}/members/:id`, ({ params }) =>
      this.#member(params.id, (each) => {
        this.members.splice(this.members.indexOf(each), 1)
        return ok()
      }),
    )
    this.on(`GET ${at}/invitations`, ({ query }) =>
      list(query.get('state') === 'expired' ? this.expired : this.invitations),
    )
    this.on(`POST ${at}/invitations`, ({ body }) => {
      const { email = null, role: given } = body as { email?: string; role: Invitation['role'] }
      const made = this.invite(email, given)
      return { status: 201, body: linkOf(made) }
    })
    this.on(`POST ${at}/invitations/:id/link`, ({ params }) =>
      ok({ id: params.id, url: 'https://mcp.example.com/invitation/again', expiresAt: WEEK, mailed: true }),
    )
    this.on(`DELETE ${at}/invitations/:id`, ({ params }) => {
      this.invitations.splice(
        this.invitations.findIndex(({ id }) => id === params.id),
        1,
      )
      return ok()
    })
    this.on(`GET ${at}/access/rules`, () => list(this.rules))
    this.on(`PUT ${at}/access/rules`, ({ body }) => ok(this.setRule(body as RuleBody)))
    this.on(`DELETE ${at}/access/rules/:id`, ({ params }) => {
      this.rules.splice(
        this.rules.findIndex(({ id }) => id === params.id),
        1,
      )
      return ok()
    })
    this.on(`GET ${at}/access/tools`, ({ query }) => ok(this.reach(query.get('user'))))
    this.on(`GET ${at}/api-keys`, () => list([]))
  }

  person(n: number, name: string, role: Member['role'] = 'member'): Member {
    const made = member(n, name, role)
    this.members.push(made)
    return made
  }

  invite(email: string | null, role: Invitation['role'] = 'member'): Invitation {
    const id = uuid(6_000 + this.invitations.length)
    const made = { id, role, email, invitedBy: `user:${uuid(1)}`, inviterName: 'Ana', expiresAt: WEEK, createdAt: NOW }
    this.invitations.push(made)
    return made
  }

  /** One rule about each: setting it again changes it. */
  setRule({ role = null, user, tool = null, effect }: RuleBody) {
    const person = this.members.find(({ userId }) => userId === user)
    const there = this.rules.find((each) => each.role === role && each.user?.id === user && each.tool === tool)
    const before = there?.effect ?? null
    const rule: AccessRule = there ?? {
      ...{ id: uuid(7_000 + this.rules.length), role, tool, effect, setBy: `user:${uuid(1)}` },
      user: person ? { id: person.userId, email: person.email, name: person.name } : null,
      ...{ connector: { id: uuid(2_001), slug: 'github', name: 'GitHub' }, createdAt: NOW, updatedAt: NOW },
    }
    rule.effect = effect
    if (!there) this.rules.push(rule)
    return { ...rule, before }
  }

  reach(user: string | null) {
    const person = this.members.find(({ userId }) => userId === user)
    const tool = (name: string, allowed: boolean) => ({
      ...{ name, title: null, effect: 'read', allowed, decidedBy: allowed ? 'default' : 'role_tool_rule' },
    })
    const tools = [tool('github_get_me', true), tool('github_create_issue', false)]
    return {
      user: person ? { id: person.userId, email: person.email, name: person.name } : null,
      ...{ key: null, role: person?.role ?? 'member' },
      connectors: [{ id: uuid(2_001), slug: 'github', name: 'GitHub', type: 'github', tools }],
    }
  }

  #member(id: string | undefined, act: (found: Member) => ReturnType<typeof ok>) {
    const found = this.members.find(({ userId }) => userId === id)
    return found ? act(found) : problem(404, 'not_found', 'Member not found.')
  }
}

interface RuleBody {
  role?: AccessRule['role']
  user?: string
  connector: string
  tool?: string | null
  effect: AccessRule['effect']
}

const member = (n: number, name: string, role: Member['role']): Member => ({
  ...{ userId: uuid(n), email: `${name.toLowerCase()}@example.com`, name, isActive: true, role },
  ...{ since: NOW, lastSeenAt: null },
})

const matches = ({ name, email, role }: Member, query: URLSearchParams): boolean =>
  `${name} ${email}`.toLowerCase().includes((query.get('q') ?? '').toLowerCase()) &&
  role.includes(query.get('role') ?? '')

const linkOf = ({ id, email }: Invitation) => ({
  ...{ id, url: `https://mcp.example.com/invitation/${email ?? 'open'}`, expiresAt: WEEK, mailed: false },
})

/** What explaining a tool answers where a rule about members refuses it. */
export const denied = (user: Member, tool: string): AccessExplanation => ({
  ...{ allowed: false, decidedBy: 'role_tool_rule', tool, key: null, role: 'member' },
  connector: { id: uuid(2_001), slug: 'github' },
  user: { id: user.userId, email: user.email, name: user.name },
  steps: [
    { look: 'tenant', outcome: 'pass', says: 'The tenant is active.', rule: null },
    { look: 'user_tool_rule', outcome: 'none', says: 'No rule is about this person and this tool.', rule: null },
    { look: 'role_tool_rule', outcome: 'deny', says: 'A rule about the role says: deny.', rule: uuid(7_000) },
  ],
})
