import { google } from '../vendors/google-docs'
import { TabText } from '../vendors/google-docs-body'
import { type Batch, Documents } from '../vendors/google-docs-documents'
import { FOLDER, GOOGLE_DOCS_SAMPLES, tab } from '../vendors/google-docs-samples'
import type { Item } from '../vendors/items'
import type { Answer, Asked, VendorDescription } from '../vendors/vendor-description'
import { type Answers, bodyOf, DOCUMENT, iso, LINKS, LOG, ok, over, PEOPLE, says, type Somebody, who } from './harbor'

const PLAN = `# Lighthouse plan

What we know about the lamp that stays dark.

## What happens

The power dips for two seconds, and the relay sticks when it is wet.

- Ticket: ${LINKS.jira}
- Code: ${LINKS.github}
- Follow-up: ${LINKS.linear}

## What we do

Wait for stable power, then turn the lamp on.`

/** Markdown as paragraphs of a document, counted as Google counts; of its marks it knows headings and bullets. */
function content(markdown: string): Item[] {
  let index = 1
  const lines = markdown.split('\n').filter((line) => line.trim() !== '')
  const paragraphs = (lines.length > 0 ? lines : ['']).map((line): Item => {
    const [, marks = '', heading] = /^(#{1,6}) (.*)$/.exec(line) ?? []
    const bullet = /^[-*] (.*)$/.exec(line)?.[1]
    const text = `${heading ?? bullet ?? line}\n`
    const place = { startIndex: index, endIndex: (index += text.length) }
    return {
      ...place,
      paragraph: {
        elements: [{ ...place, textRun: { content: text, textStyle: {} } }],
        paragraphStyle: { namedStyleType: heading === undefined ? 'NORMAL_TEXT' : `HEADING_${marks.length}` },
        ...(bullet === undefined ? {} : { bullet: { listId: 'kix.list1', textStyle: {} } }),
      },
    }
  })
  return [{ endIndex: 1, sectionBreak: {} }, ...paragraphs]
}

const userOf = ({ name: displayName, email: emailAddress, key }: Somebody): Item => ({
  ...{
    kind: 'drive#user',
    displayName,
    emailAddress,
    permissionId: key,
    me: key === 'ada',
  },
})
/** The text of the second part of an upload. */
const uploaded = (body: unknown): string => /text\/markdown[^\r]*\r\n\r\n([\s\S]*?)\r\n--/.exec(String(body))?.[1] ?? ''
const described = (body: unknown): Item => {
  const json = /application\/json[^\r]*\r\n\r\n([\s\S]*?)\r\n--/.exec(String(body))?.[1]
  return json === undefined ? {} : (JSON.parse(json) as Item)
}

/** Documents and comments of the harbor's drive. */
export function googleDemo(): VendorDescription {
  const { ada, ben } = PEOPLE
  const documents = new Documents()
  const files = new Map<string, Item>()
  const permissions = new Map<string, Item[]>()
  const comments = new Map<string, Item[]>()
  const under = (all: Map<string, Item[]>, id: string | undefined): Item[] => {
    const found = all.get(id ?? '') ?? []
    all.set(id ?? '', found)
    return found
  }
  const sample = GOOGLE_DOCS_SAMPLES['drive.files.get'] as Item
  const make = (id: string, by: Somebody, name: unknown, body: Item[], more: Item = {}): Item => {
    const tabs = [tab('t.0', 'Tab 1', 0, body)]
    documents.made.set(id, { title: name, tabs })
    const file: Item = {
      ...sample,
      ...{ id, name, description: '', starred: false, driveId: null, sharedWithMeTime: null, sharingUser: null },
      ...{ owners: [userOf(by)], lastModifyingUser: userOf(by), createdTime: iso(0), modifiedTime: iso(0) },
      ...{ webViewLink: `https://docs.google.com/document/d/${id}/edit`, parents: [FOLDER], ...more },
    }
    files.set(id, file)
    const { name: displayName, email: emailAddress } = by
    under(permissions, id).push({
      kind: 'drive#permission',
      id: '1',
      type: 'user',
      role: 'owner',
      displayName,
      emailAddress,
    })
    return file
  }
  make(DOCUMENT, ada, 'Lighthouse plan', content(PLAN), { starred: true, createdTime: iso(300), modifiedTime: iso(18) })
  make(LOG, ben, 'Night log', content('# Nights\n\nThe fog horn sounded twice.'), {
    createdTime: iso(400),
    modifiedTime: iso(90),
  })
  under(comments, DOCUMENT).push(remark('AAAA_comment1', ben, 'Is the relay in a dry box now?', iso(16)))
  const newId = () => `1HarborNewDoc_${String(files.size).padStart(30, '0')}`

  const textOf = (id: string): string => {
    const [first] = documents.get(id)['tabs'] as { documentTab: { body: { content: unknown } } }[]
    return new TabText(first?.documentTab.body.content).text.replaceAll(/[\uE000-\uF8FF]/g, '')
  }
  const missing: Answer = {
    status: 404,
    body: { error: { code: 404, status: 'NOT_FOUND', errors: [{ reason: 'notFound' }] } },
  }
  const ofFile =
    (answer: (file: Item, asked: Asked, id: string) => Answer) =>
    (asked: Asked): Answer => {
      const id = asked.params['fileId'] ?? asked.params['documentId'] ?? ''
      const file = files.get(id)
      return file ? answer(file, asked, id) : missing
    }
  /** The terms of Drive's query that say what is in the name or the text; the others let everything through. */
  const fits = (file: Item, q: string): boolean =>
    [...q.matchAll(/(name|fullText) contains '((?:[^'\\]|\\.)*)'/g)].every(([, where, words = '']) =>
      says(where === 'name' ? file['name'] : [file['name'], textOf(String(file['id']))], words.replaceAll('\\', '')),
    ) && !(q.includes('sharedWithMe = true') && !file['sharedWithMeTime'])

  const answers: Answers = {
    'docs.documents.get': ofFile((_file, _asked, id) => ok(documents.get(id))),
    'docs.documents.batchUpdate': ofFile((file, asked, id) => {
      const done = documents.edit(id, asked.body as Batch)
      if (done.status === 200)
        Object.assign(file, { modifiedTime: new Date().toISOString(), lastModifyingUser: userOf(who(asked)) })
      return done
    }),
    'docs.documents.create': (asked) => {
      const id = newId()
      make(id, who(asked), bodyOf(asked)['title'], content(''))
      return ok(documents.get(id))
    },
    'drive.files.list': ({ query }) => {
      const all = [...files.values()].filter((file) => fits(file, query.get('q') ?? ''))
      const newest = all.sort((a, b) => String(b['modifiedTime']).localeCompare(String(a['modifiedTime'])))
      return ok({ kind: 'drive#fileList', incompleteSearch: false, files: newest })
    },
    'drive.files.get': ofFile((file) => ok(file)),
    'drive.files.create': (asked) => ok(make(newId(), who(asked), bodyOf(asked)['name'], content(''))),
    'drive.files.create.upload': (asked) =>
      ok(make(newId(), who(asked), described(asked.body)['name'], content(uploaded(asked.body)))),
    'drive.files.copy': ofFile((file, asked, id) => {
      const name = bodyOf(asked)['name'] ?? `Copy of ${String(file['name'])}`
      return ok(make(newId(), who(asked), name, content(textOf(id))))
    }),
    'drive.files.export': ofFile((_file, { query }, id) => {
      const type = query.get('mimeType') ?? ''
      const body = type.startsWith('text/') ? textOf(id) : Buffer.from([0x25, 0x50, 0x00, 0xff])
      return { status: 200, body, headers: { 'content-type': type } }
    }),
    'drive.permissions.list': ofFile((_file, _asked, id) => ok({ permissions: under(permissions, id) })),
    'drive.permissions.create': ofFile((_file, asked, id) => {
      const all = under(permissions, id)
      const made = { kind: 'drive#permission', id: String(all.length + 1), ...bodyOf(asked) }
      all.push(made)
      return ok(made)
    }),
    'drive.comments.list': ofFile((_file, _asked, id) => ok({ comments: under(comments, id).toReversed() })),
    'drive.comments.get': ofFile((_file, { params }, id) => {
      const it = under(comments, id).find((each) => each['id'] === params['commentId'])
      return it ? ok(it) : missing
    }),
    'drive.comments.create': ofFile((_file, asked, id) => {
      const all = under(comments, id)
      const { content: said, ...more } = bodyOf(asked)
      const made = { ...remark(`AAAA_comment${all.length + 1}`, who(asked), String(said)), ...more }
      all.push(made)
      return ok(made)
    }),
    'drive.replies.create': ofFile((_file, asked, id) => {
      const it = under(comments, id).find((each) => each['id'] === asked.params['commentId'])
      if (!it) return missing
      const replies = it['replies'] as Item[]
      const { content: said, action } = bodyOf(asked)
      const { replies: _, ...made } = remark(`AAAA_reply${replies.length + 1}`, who(asked), String(said ?? ''))
      replies.push({ ...made, ...(action === undefined ? {} : { action }) })
      if (action === 'resolve' || action === 'reopen') it['resolved'] = action === 'resolve'
      return ok(replies.at(-1))
    }),
  }
  const given = google()
  return { ...given, world: () => over(given.world(), answers) }
}

const remark = (id: string, by: Somebody, text: string, time = new Date().toISOString()): Item => ({
  ...{ kind: 'drive#comment', id, author: userOf(by), content: text, htmlContent: text },
  ...{ createdTime: time, modifiedTime: time, resolved: false, deleted: false, replies: [] },
})
