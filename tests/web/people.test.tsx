import { screen, waitFor, within } from '@testing-library/react'
import { addressesIn } from '../../web/src/pages/people/invitations/inviting'
import { list, ok, problem, uuid } from './fake-api'
import { denied, FakePeople } from './fake-people'
import { openApp } from './open-app'

const PEOPLE = '/tenants/acme/people'
const heading = (name: string) => screen.findByRole('heading', { level: 1, name })
const rowOf = async (name: RegExp) => screen.findByRole('row', { name })

describe('members', () => {
  it('are counted, searched and filtered in the address', async () => {
    const api = new FakePeople()
    api.person(2, 'Ben', 'admin')
    const { user, at } = openApp(PEOPLE, { api })
    await heading('2 people are in this tenant')
    await user.type(screen.getByRole('textbox', { name: 'Search members' }), 'zzz')
    await heading('Nobody matches')
    expect(at()).toBe(`${PEOPLE}?q=zzz`)
    await user.click(screen.getByRole('button', { name: 'Show everybody' }))
    await heading('2 people are in this tenant')
    expect(at()).toBe(PEOPLE)
  })

  it('change their role at once, and back', async () => {
    const api = new FakePeople()
    const ben = api.person(2, 'Ben')
    const { user } = openApp(PEOPLE, { api })
    await user.click(within(await rowOf(/Ben/)).getByRole('combobox', { name: 'Role of Ben' }))
    await user.click(await screen.findByRole('option', { name: /Admin/ }))
    expect(await screen.findByText('Ben is an admin now.')).toBeVisible()
    expect(ben.role).toBe('admin')
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(ben.role).toBe('member'))
  })

  it('keep their role where the server refuses, and say so', async () => {
    const api = new FakePeople()
    api.person(2, 'Ben', 'owner')
    api.on('PATCH /tenants/:tenant/members/:id', () =>
      problem(409, 'conflict', 'This is the last owner of the tenant.', { hint: 'Make another member owner first.' }),
    )
    const { user } = openApp(PEOPLE, { api })
    const role = within(await rowOf(/Ben/)).getByRole('combobox', { name: 'Role of Ben' })
    await user.click(role)
    await user.click(await screen.findByRole('option', { name: /Member/ }))
    expect(await screen.findByText(/Ben is still an owner\. This is the last owner/)).toBeVisible()
    await waitFor(() => expect(role).toHaveTextContent('Owner'))
  })

  it('are asked before they take their own rights', async () => {
    const api = new FakePeople()
    const { user } = openApp(PEOPLE, { api })
    await user.click(within(await rowOf(/Ana/)).getByRole('combobox', { name: 'Role of Ana' }))
    await user.click(await screen.findByRole('option', { name: /Member/ }))
    const question = await screen.findByRole('alertdialog', { name: 'Become a member yourself?' })
    await user.click(within(question).getByRole('button', { name: 'Cancel' }))
    expect(api.sent.filter(({ method }) => method === 'PATCH')).toEqual([])
  })

  it('hold more than an admin may touch: there is nothing to press', async () => {
    const api = new FakePeople('admin')
    api.person(2, 'Ben', 'owner')
    const { user } = openApp(PEOPLE, { api })
    const row = await rowOf(/Ben/)
    expect(within(row).queryByRole('combobox')).not.toBeInTheDocument()
    await user.click(within(row).getByRole('button', { name: 'More for Ben' }))
    await screen.findByRole('menuitem', { name: 'Explain what they may use' })
    expect(screen.queryByRole('menuitem', { name: 'Remove' })).not.toBeInTheDocument()
  })

  it('are removed after a question that says what ends', async () => {
    const api = new FakePeople()
    api.person(2, 'Ben')
    const { user } = openApp(PEOPLE, { api })
    await user.click(within(await rowOf(/Ben/)).getByRole('button', { name: 'More for Ben' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Remove' }))
    const question = await screen.findByRole('alertdialog', { name: 'Remove Ben from this tenant?' })
    expect(question).toHaveTextContent(/API keys.*AI clients.*vendor accounts.*invitations/)
    await user.click(within(question).getByRole('button', { name: 'Remove Ben' }))
    await heading('1 person is in this tenant')
  })

  it('have a panel at an address: what they may use, and the rules about them', async () => {
    const api = new FakePeople()
    const ben = api.person(2, 'Ben')
    api.setRule({ user: ben.userId, connector: 'github', effect: 'deny' })
    const { at, user } = openApp(PEOPLE, { api })
    await user.click(await screen.findByRole('link', { name: /Ben/ }))
    const panel = await screen.findByRole('dialog', { name: 'Ben may use 1 of 2 tools' })
    expect(at()).toBe(`${PEOPLE}?member=${ben.userId}`)
    expect(await within(panel).findByText(/may use nothing of/)).toBeVisible()
    await user.click(within(panel).getByText('GitHub', { selector: 'summary *' }))
    expect(within(panel).getByRole('link', { name: 'github_create_issue' })).toHaveAttribute(
      'href',
      `${PEOPLE}/explain?user=${ben.userId}&tool=github_create_issue`,
    )
  })

  it('are nothing for a member to see', async () => {
    openApp(PEOPLE, { api: new FakePeople('member') })
    await heading('Admins look after the people here')
  })

  it('say when they could not be fetched, and are asked for again', async () => {
    const api = new FakePeople().on('GET /tenants/:tenant/members', () => problem(500, 'internal', 'It broke.'))
    const { user } = openApp(PEOPLE, { api })
    expect(await screen.findByRole('alert')).toHaveTextContent('It broke.')
    api.on('GET /tenants/:tenant/members', () => list(api.members))
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await heading('1 person is in this tenant')
  })
})

describe('invitations', () => {
  const INVITE = `${PEOPLE}/invitations?new`

  it('reads addresses as people paste them', () => {
    expect(addressesIn('Ana <Ana@Example.com>, ben@example.com;\ncarla@example.com ben@example.com')).toEqual([
      'ana@example.com',
      'ben@example.com',
      'carla@example.com',
    ])
  })

  it('go to several at once, and show each link this once', async () => {
    const api = new FakePeople()
    const { user, at } = openApp(INVITE, { api })
    await user.type(
      await screen.findByRole('textbox', { name: 'E-mail addresses' }),
      'ben@example.com, eve@example.com',
    )
    await user.click(screen.getByRole('radio', { name: 'Admin' }))
    await user.click(screen.getByRole('button', { name: 'Invite' }))
    const done = await screen.findByRole('dialog', { name: '2 invitations made' })
    expect(within(done).getByText('https://mcp.example.com/invitation/eve@example.com')).toBeVisible()
    expect(api.asked('POST /tenants/acme/invitations').map(({ body }) => body)).toEqual([
      { role: 'admin', email: 'ben@example.com' },
      { role: 'admin', email: 'eve@example.com' },
    ])
    await user.click(within(done).getByRole('button', { name: 'Done' }))
    await heading('2 invitations wait for an answer')
    expect(at()).toBe(`${PEOPLE}/invitations`)
  })

  it('that fail stay to be tried again, while the others are done', async () => {
    const api = new FakePeople()
    api.on('POST /tenants/:tenant/invitations', ({ body }) =>
      (body as { email: string }).email === 'eve@example.com'
        ? problem(429, 'rate_limited', 'Too many.')
        : {
            status: 201,
            body: { id: uuid(1), url: 'https://x.example/1', expiresAt: '2026-11-28T10:00:00Z', mailed: true },
          },
    )
    const { user } = openApp(INVITE, { api })
    await user.type(await screen.findByRole('textbox', { name: 'E-mail addresses' }), 'ben@example.com eve@example.com')
    await user.click(screen.getByRole('button', { name: 'Invite' }))
    const done = await screen.findByRole('dialog', { name: '1 invitation made' })
    expect(done).toHaveTextContent('eve@example.com was not invited:Too many.')
    await user.click(within(done).getByRole('button', { name: 'Invite more' }))
    expect(await screen.findByRole('textbox', { name: 'E-mail addresses' })).toHaveValue('eve@example.com')
  })

  it('say which address is none, and send nothing', async () => {
    const api = new FakePeople()
    const { user } = openApp(INVITE, { api })
    await user.type(await screen.findByRole('textbox', { name: 'E-mail addresses' }), 'ben@example.com, eve')
    await user.click(screen.getByRole('button', { name: 'Invite' }))
    expect(await screen.findByText('eve is no e-mail address.')).toBeVisible()
    expect(api.asked('POST /tenants/acme/invitations')).toEqual([])
  })

  it('get a new link, and are taken back', async () => {
    const api = new FakePeople()
    api.invite('ben@example.com')
    const { user } = openApp(`${PEOPLE}/invitations`, { api })
    await user.click(await screen.findByRole('button', { name: 'New link: ben@example.com' }))
    const link = await screen.findByRole('dialog', { name: 'A new link was mailed' })
    expect(within(link).getByText('https://mcp.example.com/invitation/again')).toBeVisible()
    await user.click(within(link).getByRole('button', { name: 'Done' }))
    await user.click(screen.getByRole('button', { name: 'Take back: ben@example.com' }))
    await user.click(await screen.findByRole('button', { name: 'Take it back' }))
    await heading('No invitation waits for an answer')
  })

  it('that nobody answered in time are a filter away', async () => {
    const api = new FakePeople()
    api.expired.push({ ...api.invite('late@example.com'), expiresAt: '2026-11-20T10:00:00.000Z' })
    const { user, at } = openApp(`${PEOPLE}/invitations`, { api })
    await user.click(await screen.findByRole('combobox', { name: 'State' }))
    await user.click(await screen.findByRole('option', { name: 'Expired' }))
    await heading('1 invitation expired')
    expect(at()).toBe(`${PEOPLE}/invitations?state=expired`)
  })
})

describe('access rules', () => {
  it('teach when there are none', async () => {
    openApp(`${PEOPLE}/access`, { api: new FakePeople() })
    await heading('Everybody may use every tool that is on')
    expect(screen.getByRole('heading', { name: 'There are no rules' })).toBeVisible()
  })

  it('are sentences; deleting one can be undone', async () => {
    const api = new FakePeople()
    api.setRule({ role: 'member', connector: 'github', tool: 'github_delete_file', effect: 'deny' })
    const { user } = openApp(`${PEOPLE}/access`, { api })
    await heading('1 rule says who may use what')
    const words = 'Members may not use github_delete_file'
    expect(await rowOf(new RegExp(words))).toBeVisible()
    await user.click(screen.getByRole('button', { name: `Delete: ${words}` }))
    await heading('Everybody may use every tool that is on')
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    await heading('1 rule says who may use what')
    expect(api.asked('PUT /tenants/acme/access/rules')[0]?.body).toEqual({
      ...{ role: 'member', connector: uuid(2_001), tool: 'github_delete_file', effect: 'deny' },
    })
  })

  it('say the opposite with one click, and with another what they said before', async () => {
    const api = new FakePeople()
    api.setRule({ role: 'member', connector: 'github', effect: 'deny' })
    const { user } = openApp(`${PEOPLE}/access`, { api })
    await user.click(await screen.findByRole('button', { name: 'Allow instead: Members may use nothing of GitHub' }))
    expect(await screen.findByText('Members may use all of GitHub.')).toBeVisible()
    expect(await rowOf(/Members may use all of GitHub/)).toBeVisible()
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    expect(await rowOf(/Members may use nothing of GitHub/)).toBeVisible()
    expect(api.rules.map(({ effect }) => effect)).toEqual(['deny'])
  })

  it('that were there already go back to what they said when the new word is taken back', async () => {
    const api = new FakePeople()
    api.addConnector('GitHub')
    api.setRule({ role: 'member', connector: 'github', effect: 'allow' })
    const { user } = openApp(`${PEOPLE}/access?new&role=member&connector=github`, { api })
    await user.click(await screen.findByRole('button', { name: 'Set the rule' }))
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(api.rules.map(({ effect }) => effect)).toEqual(['allow']))
    expect(api.asked('PUT /tenants/acme/access/rules')).toHaveLength(2)
  })

  it('about those of whom one may not decide offer no change', async () => {
    const api = new FakePeople('admin')
    api.setRule({ role: 'admin', connector: 'github', tool: 'github_get_me', effect: 'deny' })
    api.setRule({ role: 'member', connector: 'github', tool: 'github_get_me', effect: 'deny' })
    openApp(`${PEOPLE}/access`, { api })
    await rowOf(/Members may not use/)
    expect(screen.getAllByRole('button', { name: /^Delete: / })).toHaveLength(1)
    expect(screen.getByRole('button', { name: 'Delete: Members may not use github_get_me' })).toBeVisible()
  })

  it('are narrowed down by the address', async () => {
    const api = new FakePeople()
    const { user, at } = openApp(`${PEOPLE}/access?connector=github&tool=github_get_me`, { api })
    await heading('No rule matches')
    const { query } = api.asked('GET /tenants/acme/access/rules')[0] ?? {}
    expect(query?.toString()).toBe('connector=github&tool=github_get_me')
    await user.click(screen.getByRole('button', { name: 'Only github_get_me: show all again' }))
    await waitFor(() => expect(at()).toBe(`${PEOPLE}/access?connector=github`))
  })

  it('are added with pickers', async () => {
    const api = new FakePeople()
    const ben = api.person(2, 'Ben')
    const github = api.addConnector('GitHub')
    api.addTool(github, 'create_issue')
    api.on('GET /tenants/:tenant/connectors/github/tools', () => list(api.tools.get(github.id) ?? []))
    const { user } = openApp(`${PEOPLE}/access?new`, { api })
    const dialog = await screen.findByRole('dialog', { name: 'Add a rule' })
    await user.click(within(dialog).getByRole('button', { name: 'Set the rule' }))
    expect(within(dialog).getByText('Choose a role or a person.')).toBeVisible()
    const pick = async (field: string, option: RegExp) => {
      await user.click(within(dialog).getByRole('combobox', { name: field }))
      await user.click(await screen.findByRole('option', { name: option }))
    }
    await pick('Who', /Ben/)
    await pick('Connector', /GitHub/)
    await pick('Tool', /github_create_issue/)
    expect(dialog).toHaveTextContent('Nearest of all')
    await user.click(within(dialog).getByRole('button', { name: 'Set the rule' }))
    expect(await screen.findByText('Ben may not use github_create_issue.')).toBeVisible()
    expect(api.asked('PUT /tenants/acme/access/rules').map(({ body }) => body)).toEqual([
      { user: ben.userId, connector: 'github', tool: 'github_create_issue', effect: 'deny' },
    ])
  })
})

describe('explaining', () => {
  it('answers in the title, marks what decided, and changes it', async () => {
    const api = new FakePeople()
    const ben = api.person(2, 'Ben')
    api.on('GET /tenants/:tenant/access/explain', ({ query }) => ok(denied(ben, query.get('tool') ?? '')))
    const address = `${PEOPLE}/explain?user=${ben.userId}&tool=github_create_issue`
    const { user } = openApp(address, { api })
    await heading('Ben may not use github_create_issue')
    const looks = screen.getAllByRole('listitem').filter((item) => item.getAttribute('aria-current') === 'step')
    expect(looks.map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('A rule about the role says: deny.'),
    ])
    expect(screen.getByRole('link', { name: 'See the rules' })).toHaveAttribute(
      'href',
      `${PEOPLE}/access?connector=github&tool=github_create_issue`,
    )
    await user.click(await screen.findByRole('button', { name: 'Let them use it' }))
    expect(await screen.findByText('Ben may use github_create_issue.')).toBeVisible()
    expect(api.asked('PUT /tenants/acme/access/rules').map(({ body }) => body)).toEqual([
      { user: ben.userId, connector: uuid(2_001), tool: 'github_create_issue', effect: 'allow' },
    ])
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(api.rules).toEqual([]))
  })

  it('leads to the switch where one decides', async () => {
    const api = new FakePeople()
    const ben = api.person(2, 'Ben')
    const off = { look: 'connector', outcome: 'deny', says: 'The connector is switched off.', rule: null }
    api.on('GET /tenants/:tenant/access/explain', () =>
      ok({ ...denied(ben, 'github_get_me'), decidedBy: 'connector', steps: [off] }),
    )
    openApp(`${PEOPLE}/explain?user=${ben.userId}&tool=github_get_me`, { api })
    expect(await screen.findByRole('link', { name: 'Switch the connector on' })).toHaveAttribute(
      'href',
      `/tenants/acme/connectors/${uuid(2_001)}/settings`,
    )
  })

  it('asks who first, then which tool', async () => {
    const api = new FakePeople()
    const ben = api.person(2, 'Ben')
    const { user, at } = openApp(`${PEOPLE}/explain`, { api })
    await heading('Why may they, or may they not?')
    expect(screen.getByRole('combobox', { name: 'Tool' })).toBeDisabled()
    await user.click(screen.getByRole('combobox', { name: 'Who' }))
    await user.click(await screen.findByRole('option', { name: /Ben/ }))
    expect(at()).toBe(`${PEOPLE}/explain?user=${ben.userId}`)
    await user.click(screen.getByRole('combobox', { name: 'Tool' }))
    expect(await screen.findByRole('option', { name: /github_create_issue.*May not/ })).toBeVisible()
  })
})
