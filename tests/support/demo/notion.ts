import { isItem, type Item } from '../vendors/items'
import { notion } from '../vendors/notion'
import { edited } from '../vendors/notion-rules'
import { IDS, SCHEMA, SOURCE } from '../vendors/notion-samples'
import type { Answer, Asked, VendorDescription } from '../vendors/vendor-description'
import { type Answers, bodyOf, EVERYBODY, iso, LINKS, ok, over, PEOPLE, says, type Somebody, who } from './harbor'
import { Blocks, plainText, runs, stamped, uuid, withPlainText } from './notion-blocks'
import { rowFits } from './notion-filter'

const COLUMNS = ['Task', 'Status', 'Kind', 'Owner', 'Due', 'Hours', 'Notes', 'Site'] as const
const PAGE = `# The lamp

The lamp stays dark after a power cut.

- Ticket: ${LINKS.jira}
- Plan: ${LINKS.google}
- Thread: ${LINKS.slack}`

const userOf = ({ notion: id, name, email }: Somebody): Item => ({
  ...{ object: 'user', id, type: 'person', name, avatar_url: null, person: { email } },
})
const day = (hours: number): string => iso(hours).slice(0, 10)

interface Source extends Item {
  id: string
  properties: Record<string, Item>
}

/** Pages, a table of tasks and comments of the harbor. */
export function notionDemo(): VendorDescription {
  // What the stand-in refuses by its sample's table would refuse what was added to ours.
  const { unwritten: _, ...standIn } = notion()
  const { ada, ben } = PEOPLE
  const blocks = new Blocks()
  const pages = new Map<string, Item>()
  const comments: Item[] = []
  const sources = new Map<string, Source>([
    [
      IDS.source,
      {
        ...SOURCE,
        ...stamped(ada.notion),
        title: runs('Tasks'),
        properties: Object.fromEntries(COLUMNS.map((name) => [name, { ...SCHEMA[name] }])),
      },
    ],
  ])

  const valuesOf = (parent: Item, given: unknown): Record<string, Item & { id: string }> => {
    const schema = sources.get(String(parent['data_source_id']))?.properties ?? {
      title: { id: 'title', type: 'title' },
    }
    const values = isItem(given) ? given : {}
    const named = Object.entries(schema).map(([name, { id, type }]) => {
      const value = values[name] ?? values[String(id)] ?? (type === 'title' ? values['title'] : undefined)
      const empty = ['title', 'rich_text', 'people', 'multi_select'].includes(String(type)) ? [] : null
      const content = isItem(value) ? value[String(type)] : undefined
      const filled = content === undefined ? empty : shown(String(type), content)
      return [name, { id: String(id), type, [String(type)]: filled }] as const
    })
    return Object.fromEntries(named)
  }
  const shown = (type: string, content: unknown): unknown => {
    if (type === 'people') {
      return (content as Item[]).map(({ id }) => userOf(EVERYBODY.find((each) => each.notion === id) ?? ada))
    }
    return type === 'date' && isItem(content) ? { end: null, time_zone: null, ...content } : withPlainText(content)
  }
  const put = (id: string, parent: Item, properties: Item, by: Somebody, icon: unknown = null): Item => {
    const page: Item = {
      ...{ object: 'page', id, ...stamped(by.notion), cover: null, icon, parent, is_locked: false, public_url: null },
      properties: valuesOf(parent, properties),
      url: `https://www.notion.so/${id.replaceAll('-', '')}`,
    }
    pages.set(id, page)
    return page
  }
  const inTasks = { type: 'data_source_id', data_source_id: IDS.source, database_id: IDS.database }
  const row = (id: string, task: string, status: string, owner: Somebody, due: number, site: string) =>
    put(
      id,
      inTasks,
      {
        Task: { title: [{ text: { content: task } }] },
        Status: { status: { name: status } },
        Kind: { select: { name: 'lamp' } },
        Owner: { people: [{ id: owner.notion }] },
        Due: { date: { start: day(due) } },
        Site: { url: site },
      },
      ada,
    )
  put(
    IDS.page,
    { type: 'workspace', workspace: true },
    { title: { title: [{ text: { content: 'Lighthouse' } }] } },
    ada,
    {
      type: 'emoji',
      emoji: '💡',
    },
  )
  blocks.write(IDS.page, PAGE, ada.notion)
  row(IDS.row, 'Put the relay in a dry box', 'Doing', ada, -48, LINKS.jira)
  row(uuid(900_001), 'Wait for stable power', 'Next', ben, -96, LINKS.github)
  row(uuid(900_002), 'Clean the lens', 'Done', ben, 40, LINKS.notion)

  const comment = (parent: Item, text: unknown, by: Somebody, discussion?: string): Item => {
    const made = {
      ...{
        object: 'comment',
        id: uuid(800_001 + comments.length),
        discussion_id: discussion ?? uuid(700_001 + comments.length),
      },
      ...{ parent, ...stamped(by.notion), display_name: { type: 'user', resolved_name: by.name } },
      rich_text: withPlainText(text),
    }
    comments.push(made)
    return made
  }
  comment({ type: 'page_id', page_id: IDS.page }, [{ text: { content: 'Who has the key to the relay box?' } }], ben)

  const no = (what: string): Answer => ({
    status: 404,
    body: { object: 'error', status: 404, code: 'object_not_found', message: `Could not find ${what}.` },
  })
  const list = (results: readonly unknown[], more: Item = {}) => ok({ object: 'list', results, ...more })
  const ofPage =
    (answer: (page: Item, asked: Asked, id: string) => Answer) =>
    (asked: Asked): Answer => {
      const id = asked.params['page_id'] ?? ''
      const page = pages.get(id)
      return page ? answer(page, asked, id) : no('page')
    }
  const ofSource =
    (answer: (source: Source, asked: Asked) => Answer) =>
    (asked: Asked): Answer => {
      const source = sources.get(asked.params['data_source_id'] ?? '')
      return source ? answer(source, asked) : no('data source')
    }
  const database = (id: string): Item => {
    const [first = IDS.source] = sources.keys()
    const { properties: _, ...about } = sources.get(first) ?? SOURCE
    const data_sources = [...sources.values()].map((each) => ({ id: each.id, name: plainText(each['title']) }))
    return { ...about, object: 'database', id, parent: { type: 'page_id', page_id: IDS.page }, data_sources }
  }
  const titleOf = (item: Item): string =>
    plainText(item['title']) ||
    Object.values((item['properties'] ?? {}) as Record<string, Item>)
      .map((each) => plainText(each['title']))
      .join('')
  const rowsOf = (source: Source) =>
    [...pages.values()].filter(
      ({ parent, in_trash: gone }) => (parent as Item)['data_source_id'] === source.id && gone !== true,
    )
  const written = (id: string) =>
    ok({ object: 'page_markdown', id, markdown: blocks.markdown(id), truncated: false, unknown_block_ids: [] })

  const answers: Answers = {
    'post-search': (asked) => {
      const { query = '', filter } = bodyOf(asked)
      const kind = isItem(filter) ? filter['value'] : undefined
      const all = [...[...sources.values()], ...pages.values()].filter(({ in_trash: gone }) => gone !== true)
      return list(
        all.filter((each) => (kind === undefined || kind === each['object']) && says(titleOf(each), String(query))),
      )
    },
    'retrieve-a-page': ofPage((page) => ok(page)),
    'retrieve-page-markdown': ofPage((_page, _asked, id) => written(id)),
    'update-page-markdown': ofPage((_page, asked, id) => {
      const { replace_content: whole, update_content: parts } = bodyOf(asked) as Record<string, Item | undefined>
      const { text, problems } = edited(whole ? String(whole['new_str']) : blocks.markdown(id), parts ?? {})
      if (problems.length > 0) return standIn.say.refused(problems)
      blocks.write(id, text, who(asked).notion)
      return written(id)
    }),
    'post-page': (asked) => {
      const { parent, properties, children = [], icon } = bodyOf(asked)
      const by = who(asked)
      const source = sources.get(String((parent as Item)['data_source_id']))
      const place = source ? { ...inTasks, data_source_id: source.id } : { type: 'page_id', ...(parent as Item) }
      const page = put(uuid(900_001 + pages.size), place, properties as Item, by, icon ?? null)
      blocks.add(String(page['id']), children as Item[], by.notion)
      return ok(page)
    },
    'patch-page': ofPage((page, asked) => {
      const { properties, ...more } = bodyOf(asked)
      const all = page['properties'] as Record<string, Item>
      const given = valuesOf(page['parent'] as Item, properties)
      const sent = new Set(Object.keys(isItem(properties) ? properties : {}))
      for (const [name, value] of Object.entries(given)) {
        if (sent.has(name) || sent.has(value.id)) all[name] = value
      }
      return ok(Object.assign(page, more, { last_edited_time: new Date().toISOString() }))
    }),
    'move-page': ofPage((page, asked) => {
      const { parent } = bodyOf(asked) as { parent: Item }
      return ok(Object.assign(page, { parent, properties: valuesOf(parent, page['properties']) }))
    }),
    'retrieve-a-block': ({ params }) => {
      const block = blocks.get(params['block_id'] ?? '')
      return block ? ok(block) : no('block')
    },
    'get-block-children': ({ params }) => list(blocks.children(params['block_id'] ?? '')),
    'patch-block-children': (asked) => {
      const { children, after } = bodyOf(asked) as { children: Item[]; after?: string }
      return list(blocks.add(asked.params['block_id'] ?? '', children, who(asked).notion, after))
    },
    'update-a-block': (asked) => {
      const block = blocks.change(asked.params['block_id'] ?? '', bodyOf(asked))
      return block ? ok(block) : no('block')
    },
    'delete-a-block': ({ params }) => {
      const block = blocks.remove(params['block_id'] ?? '')
      return block ? ok(block) : no('block')
    },
    // The id of a data source is none of a database.
    'retrieve-a-database': ({ params }) =>
      params['database_id'] === IDS.database ? ok(database(IDS.database)) : no('database'),
    'retrieve-a-data-source': ofSource((source) => ok(source)),
    'query-data-source': ofSource((source, asked) => {
      const { filter, sorts = [] } = bodyOf(asked)
      const found = rowsOf(source).filter((each) => rowFits(each, filter))
      const [sort] = sorts as { property?: string; timestamp?: string; direction?: string }[]
      const keyOf = (each: Item) =>
        JSON.stringify(sort?.property ? (each['properties'] as Item)[sort.property] : each[sort?.timestamp ?? ''])
      if (sort) found.sort((a, b) => keyOf(a).localeCompare(keyOf(b)) * (sort.direction === 'descending' ? -1 : 1))
      return list(found, { type: 'page_or_data_source', request_status: { type: 'complete' } })
    }),
    'create-a-data-source': (asked) => {
      const { title, properties } = bodyOf(asked)
      const id = uuid(600_001 + sources.size)
      const source: Source = {
        ...SOURCE,
        ...stamped(who(asked).notion),
        id,
        title: withPlainText(title),
        properties: {},
      }
      sources.set(id, source)
      return ok(columns(source, properties))
    },
    'update-a-data-source': ofSource((source, asked) => {
      const { properties, title, ...more } = bodyOf(asked)
      Object.assign(source, more, title === undefined ? {} : { title: withPlainText(title) })
      return ok(columns(source, properties))
    }),
    'retrieve-a-comment': ({ query }) =>
      list(comments.filter(({ parent }) => Object.values(parent as Item).includes(query.get('block_id')))),
    'create-a-comment': (asked) => {
      const { parent, discussion_id: discussion, rich_text: text } = bodyOf(asked)
      const before = comments.find((each) => each['discussion_id'] === discussion)
      if (discussion !== undefined && !before) return no('discussion')
      const [[type, id] = ['page_id', '']] = Object.entries(isItem(parent) ? parent : {}).filter(
        ([name]) => name !== 'type',
      )
      const place = (before?.['parent'] as Item | undefined) ?? { type, [type]: id }
      return ok(comment(place, text, who(asked), discussion as string | undefined))
    },
    'get-users': () => list(EVERYBODY.map(userOf)),
  }
  return { ...standIn, world: () => over(standIn.world(), answers) }
}

/** Columns that are added, set, renamed or removed. */
function columns(source: Source, given: unknown): Source {
  for (const [name, column] of Object.entries(isItem(given) ? given : {})) {
    const { [name]: old, ...others } = source.properties
    if (!isItem(column)) source.properties = others
    else {
      const { name: renamed = name, ...settings } = column
      const [type = old?.['type']] = Object.keys(settings)
      const id = old?.['id'] ?? (type === 'title' ? 'title' : `c${Object.keys(source.properties).length}`)
      const kept = old?.['type'] === type ? (old?.[String(type)] as Item | undefined) : {}
      const set = { ...kept, ...(settings[String(type)] as Item | undefined) }
      source.properties = { ...others, [String(renamed)]: { id, name: renamed, type, [String(type)]: set } }
    }
  }
  return source
}
