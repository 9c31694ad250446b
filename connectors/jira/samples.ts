/** Planned replies by method and path, such as `GET /rest/api/3/myself`, with the whole address. */
export const atJira = <Reply>(replies: Readonly<Record<string, Reply>>): Record<string, Reply> =>
  Object.fromEntries(
    Object.entries(replies).map(([at, reply]) => {
      const [method = '', path = ''] = at.split(' ')
      return [`${method} https://api.atlassian.com${path.startsWith('/oauth') ? '' : '/ex/jira'}${path}`, reply]
    }),
  )

export const ADA = '5f1e0a3b7c2d9e0068a1b2c3'
export const BEN = '5f1e0a3b7c2d9e0068a1b2c4'

export const ada = { accountId: ADA, accountType: 'atlassian', active: true, displayName: 'Ada North' }
export const ben = { accountId: BEN, accountType: 'atlassian', active: true, displayName: 'Ben South' }

export const adf = (text: string) => ({
  version: 1,
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
})

/** As a search gives it, with what nobody needs. */
export const lamp = (number: number) => ({
  id: String(10_000 + number),
  key: `HARBOR-${number}`,
  self: 'https://api.atlassian.com/ex/jira/site-1/rest/api/3/issue/10001',
  expand: 'operations,editmeta',
  fields: {
    summary: `The lamp on pier ${number} flickers when the fog horn sounds`,
    status: { id: '3', name: 'In Progress', statusCategory: { key: 'indeterminate', name: 'In Progress' } },
    issuetype: { id: '10004', name: 'Bug', iconUrl: 'https://icons.example/bug.png' },
    priority: { id: '2', name: 'High' },
    assignee: { ...ada, avatarUrls: { '48x48': 'https://avatars.example/1' } },
    updated: '2026-11-20T11:15:00.000+0100',
    description: adf('It **flickers**. '.repeat(40)),
  },
})

/** A field of the site's own. */
export const points = { id: 'customfield_10016', name: 'Story Points', schema: { type: 'number', custom: 'x:float' } }
