import type { Judgement, VendorCall } from './contract'
import { parseFields, unknownFields } from './google-docs-fields'
import { GOOGLE_DOCS_SAMPLES } from './google-docs-samples'
import { isItem, type Item } from './items'

type Rule = (call: VendorCall, judged: Judgement) => readonly (string | false)[]

const DAY = String.raw`'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?'`
const TEXT = String.raw`'(?:[^'\\]|\\['\\])*'`
/** Terms of Drive's query language, those that are about documents. */
const TERM = new RegExp(
  `^(?:name (?:contains|=|!=) ${TEXT}|fullText contains ${TEXT}|mimeType (?:contains|=|!=) ${TEXT}|` +
    `(?:modifiedTime|viewedByMeTime|createdTime) (?:<=|<|=|!=|>|>=) ${DAY}|(?:trashed|starred|sharedWithMe) (?:=|!=) (?:true|false)|` +
    `${TEXT} in (?:parents|owners|writers|readers))$`,
)
const ORDER =
  /^(?:createdTime|folder|modifiedByMeTime|modifiedTime|name|name_natural|quotaBytesUsed|recency|sharedWithMeTime|starred|viewedByMeTime)(?: desc)?$/
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
const EXPORTS = new Set([
  ...['application/pdf', 'application/zip', 'application/rtf', 'application/epub+zip'],
  ...['text/plain', 'text/html', 'text/markdown', 'application/vnd.oasis.opendocument.text'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
])

/** Every term on its own: an `and` inside quotes is text. */
const termsOf = (q: string): string[] => {
  const strings: string[] = []
  const bare = q.replace(new RegExp(TEXT, 'g'), (text) => `'${strings.push(text) - 1}'`)
  return bare.split(/ (?:and|or) /).map((term) => term.replace(/'(\d+)'/g, (_, i: string) => strings[Number(i)] ?? ''))
}

const files: Rule = ({ query }) => {
  const q = query.get('q') ?? ''
  const corpora = query.get('corpora') ?? 'user'
  const order = query.get('orderBy')?.split(',') ?? []
  return [
    query.get('includeItemsFromAllDrives') !== 'true' &&
      'without includeItemsFromAllDrives shared drives are left out.',
    (corpora === 'drive') !== query.has('driveId') && 'corpora drive and driveId go together.',
    ...termsOf(q).map((term) => q !== '' && !TERM.test(term) && `q: "${term}" is no term.`),
    ...order.map((key) => !ORDER.test(key) && `orderBy: "${key}" is no order.`),
    order.length > 0 && /\bfullText\b/.test(q) && 'orderBy: a search of full text is ordered by relevance.',
  ]
}

const exported: Rule = ({ query }) => {
  const type = query.get('mimeType') ?? ''
  return [!EXPORTS.has(type) && `mimeType: documents are not exported as "${type}".`]
}

const file: Rule = ({ body }) => {
  const parents = isItem(body) ? body['parents'] : undefined
  return [Array.isArray(parents) && parents.length !== 1 && 'parents: a file is in one folder.']
}

const upload: Rule = ({ query, body, headers }, judged) => {
  const [, boundary = ''] = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '') ?? []
  const parts = typeof body === 'string' ? body.split(`--${boundary}`) : []
  const types = parts.slice(1, -1).map((part) => /content-type: *([^;\s]+)/i.exec(part)?.[1])
  return [
    query.get('uploadType') !== 'multipart' && 'uploadType: two parts are multipart.',
    types[1] !== 'text/markdown' && 'the second part is Markdown.',
    (types.length !== 2 || parts.at(-1)?.trim() !== '--') && 'there are two parts and an end.',
    ...file({ query, headers, body: firstPart(parts[1]), method: '', path: '' }, judged),
  ]
}

function firstPart(part = ''): unknown {
  try {
    return JSON.parse(part.slice(part.indexOf('\r\n\r\n'))) as unknown
  } catch {
    return undefined
  }
}

const grant: Rule = ({ query, body }) => {
  const { type, emailAddress, domain, allowFileDiscovery } = (body ?? {}) as Item
  const isPerson = type === 'user' || type === 'group'
  return [
    isPerson !== (emailAddress !== undefined) && 'emailAddress is for users and groups, who need one.',
    (type === 'domain') !== (domain !== undefined) && 'domain is for domains, which need one.',
    isPerson && allowFileDiscovery !== undefined && 'allowFileDiscovery is for domains and anyone.',
    !isPerson && (query.has('sendNotificationEmail') || query.has('emailMessage')) && 'only people get e-mails.',
    query.get('sendNotificationEmail') === 'false' && query.has('emailMessage') && 'emailMessage without an e-mail.',
  ]
}

const comments: Rule = ({ query }) => {
  const since = query.get('startModifiedTime')
  return [since !== null && !RFC_3339.test(since) && 'startModifiedTime is no time as in RFC 3339.']
}

const reply: Rule = ({ body }) => {
  const { content, action } = (body ?? {}) as Item
  return [content === undefined && action === undefined && 'content or action is missing.']
}

const document: Rule = ({ query }) => [
  query.get('includeTabsContent') !== 'true' && 'without includeTabsContent all tabs but the first are left out.',
]

/** What each kind of edit must hold. Of names in brackets it is one. */
const PARTS: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  insertText: ['text', ['location', 'endOfSegmentLocation']],
  insertTable: ['rows', 'columns', ['location', 'endOfSegmentLocation']],
  deleteContentRange: ['range'],
  replaceAllText: ['containsText', 'replaceText'],
  updateTextStyle: ['range', 'textStyle', 'fields'],
  updateParagraphStyle: ['range', 'paragraphStyle', 'fields'],
  createParagraphBullets: ['range', 'bulletPreset'],
  deleteParagraphBullets: ['range'],
}
const STYLES =
  /^(?:bold|italic|underline|strikethrough|smallCaps|link|weightedFontFamily|foregroundColor|backgroundColor|fontSize|baselineOffset|namedStyleType|alignment|direction|indentStart|indentEnd|indentFirstLine|spaceAbove|spaceBelow|lineSpacing)$/

const edits: Rule = ({ body }) => {
  const requests = isItem(body) && Array.isArray(body['requests']) ? (body['requests'] as Item[]) : []
  const wrong = requests.flatMap((request, i) => {
    const [[kind = '', edit] = [], ...more] = Object.entries(request)
    if (more.length > 0 || !isItem(edit)) return [`requests.${i}: an edit has one kind.`]
    const lacks = (PARTS[kind] ?? []).filter((part) =>
      typeof part === 'string' ? edit[part] === undefined : part.filter((each) => each in edit).length !== 1,
    )
    const fields = 'fields' in edit ? String(edit['fields']).split(',') : []
    return [
      ...lacks.map((part) => `requests.${i}.${kind}: ${String(part)} is missing.`),
      ...fields.filter((name) => !STYLES.test(name)).map((name) => `requests.${i}.${kind}: no style "${name}".`),
      ...(edit['text'] === '' ? [`requests.${i}.${kind}: the text is empty.`] : []),
    ]
  })
  return [requests.length === 0 && 'requests: there is nothing to do.', ...wrong]
}

const RULES: Readonly<Record<string, Rule>> = {
  'docs.documents.get': document,
  'docs.documents.batchUpdate': edits,
  'drive.files.list': files,
  'drive.files.create': file,
  'drive.files.create.upload': upload,
  'drive.files.copy': file,
  'drive.files.export': exported,
  'drive.permissions.create': grant,
  'drive.comments.list': comments,
  'drive.replies.create': reply,
}

/** Which fields may be asked for: those of the sample, and the one that only some pages have. */
const withNext = (sample: unknown) => (isItem(sample) ? [{ ...sample, nextPageToken: '' }] : [])

/** What Google refuses although its description does not say so in a form, and what we promise to send always. */
export function rules(judged: Judgement, call: VendorCall): string[] {
  const { id = '', operation } = judged
  const takes = (name: string) => operation?.parameters.some((parameter) => parameter.name === name) === true
  const found = [
    takes('supportsAllDrives') &&
      call.query.get('supportsAllDrives') !== 'true' &&
      'without supportsAllDrives files of shared drives are not found.',
    ...selection(call.query.get('fields'), GOOGLE_DOCS_SAMPLES[id]),
    ...(RULES[id]?.(call, judged) ?? []),
  ]
  return found.flatMap((violation) => (violation === false ? [] : [`${id}: ${violation}`]))
}

function selection(fields: string | null, sample: unknown): string[] {
  if (fields === null) return []
  try {
    return unknownFields(withNext(sample), parseFields(fields)).map((name) => `fields: "${name}" is unknown.`)
  } catch (error) {
    return [`fields: ${(error as Error).message}`]
  }
}
