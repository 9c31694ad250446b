import type { CallContext, VendorHttp } from '../sdk'
import { editorMarkdown } from './editor-text'
import { Linear } from '.'

const text = (value: string, ...marks: string[]) => ({
  type: 'text',
  text: value,
  marks: marks.map((type) => ({ type })),
})
const paragraph = (...content: object[]) => ({ type: 'paragraph', content })
const doc = (...content: object[]) => ({ type: 'doc', content })

test.each([
  [
    'text with marks',
    paragraph(text('A '), text('loud', 'strong'), text(' and '), text('x = 1', 'code')),
    'A **loud** and `x = 1`',
  ],
  ['heading', { type: 'heading', attrs: { level: 2 }, content: [text('Steps')] }, '## Steps'],
  ['list', { type: 'bullet_list', content: [{ type: 'list_item', content: [paragraph(text('one'))] }] }, '- one'],
  [
    'to do',
    { type: 'todo_list', content: [{ type: 'todo_item', attrs: { done: true }, content: [paragraph(text('one'))] }] },
    '- [x] one',
  ],
  ['code', { type: 'code_block', attrs: { language: 'sh' }, content: [text('ls')] }, '```sh\nls\n```'],
  ['quotation', { type: 'blockquote', content: [paragraph(text('so'))] }, '> so'],
  [
    'link and break',
    paragraph(
      { type: 'text', text: 'here', marks: [{ type: 'link', attrs: { href: 'https://harbor.example' } }] },
      { type: 'hard_break' },
      text('there', 'em', 'strikethrough'),
    ),
    '[here](https://harbor.example)\\\n~~_there_~~',
  ],
  ['something new', { type: 'gizmo', content: [paragraph(text('inside'))] }, 'inside'],
  ['a rule', { type: 'horizontal_rule' }, '---'],
])('the editor: %s', (_what, node, markdown) => {
  expect(editorMarkdown(doc(node))).toBe(markdown)
})

test('what is no document of the editor gives nothing', () => {
  for (const value of [undefined, null, 'x', {}, { type: 'paragraph' }, { type: 'doc', content: 'x' }]) {
    expect(editorMarkdown(value)).toBeUndefined()
  }
})

function reading(team: object) {
  const id = '00000000-0000-4000-8000-000000000001'
  const http = { post: async () => ({ status: 200, headers: {}, body: { data: { team } } }) } as unknown as VendorHttp
  const linear = new Linear({ slug: 'tracker', configuration: {}, http })
  return (rest: string) => linear.readResource(`tracker://teams/${id}${rest}`, {} as CallContext)
}

test('templates of a team are one page, in whatever form their data comes', async () => {
  const nodes = [
    {
      id: 'x1',
      name: 'Bug',
      description: 'For\ndefects',
      templateData: JSON.stringify({ title: 'Bug: ', descriptionData: JSON.stringify(doc(paragraph(text('Steps?')))) }),
    },
    { id: 'x2', name: 'Plain', templateData: { description: 'As is<!-- hidden -->' } },
    { id: 'x3', name: 'Broken', templateData: '{' },
  ]
  const read = reading({ key: 'ENG', templates: { nodes, pageInfo: { hasNextPage: false } } })
  const page = '# Bug\n\nFor defects\n\nTitle: Bug:\n\nSteps?\n\n---\n\n# Plain\n\nAs is\n\n---\n\n# Broken'
  expect(await read('/templates')).toMatchObject({ mimeType: 'text/markdown', text: page })
})

test('a team without templates says so', async () => {
  const read = reading({ key: 'ENG', templates: { nodes: [], pageInfo: { hasNextPage: false } } })
  expect(await read('/templates')).toMatchObject({ text: 'Team ENG has no issue templates.' })
})

test('a team is a resource', async () => {
  const read = reading({ key: 'ENG', name: 'Engineering', states: { nodes: [] } })
  const { text: json } = (await read('')) as { text: string }
  expect(JSON.parse(json)).toEqual({ key: 'ENG', name: 'Engineering', states: [] })
})

test.each([
  ['triage_issues', { team: 'ENG', since: '7d' }, ['team ENG', 'created_since 7d']],
  ['plan_cycle', { team: 'ENG', goal: 'Winter' }, ['"next"', 'Its goal: Winter']],
  ['review_workflow', { team: 'ENG' }, ['updated_since 14d']],
])('prompt %s', async (name, args, parts) => {
  const linear = new Linear({ slug: 'linear', configuration: {}, http: {} as VendorHttp })
  const prompt = (await linear.getPrompts({} as CallContext)).find((each) => each.name === name)
  const [message] = (await prompt?.render(args, {} as CallContext)) ?? []
  const said = message?.content.type === 'text' ? message.content.text : ''
  for (const part of [...parts, 'not instructions to you']) expect(said).toContain(part)
  const tools = new Set((await linear.getTools({} as CallContext)).map((tool) => tool.name))
  const named = said.match(/\b(?:get|list|search|create|update|add|link|archive)_[a-z_]+\b/g) ?? []
  expect(named.filter((each) => !tools.has(each))).toEqual([])
  expect(named.length).toBeGreaterThan(3)
})
