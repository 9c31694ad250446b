import type { Item } from './items'

export const DOCUMENT = '1HarborLampLog_0000000000000000000000000001'
export const FOLDER = '1HarborFolder_00000000000000000000000000001'
export const REVISION = 'ALm37BVT_harbor_1'

const ada = {
  kind: 'drive#user',
  displayName: 'Ada North',
  emailAddress: 'ada@example.com',
  permissionId: '10420000000000000011',
  me: true,
  photoLink: 'https://lh3.googleusercontent.com/a/ada',
}
const ben = { ...ada, displayName: 'Ben South', emailAddress: 'ben@example.com', permissionId: '12', me: false }

/** Lays blocks out one behind the other, and counts as Google does. */
class Layout {
  index = 1

  paragraph(elements: readonly Item[], rest: Item = {}): Item {
    const startIndex = this.index
    const placed = elements.map((element) => {
      const { textRun } = element as { textRun?: { content: string } }
      const from = this.index
      this.index += textRun?.content.length ?? 1
      return { startIndex: from, endIndex: this.index, ...element }
    })
    const paragraph = { elements: placed, paragraphStyle: { namedStyleType: 'NORMAL_TEXT' }, ...rest }
    return { startIndex, endIndex: this.index, paragraph }
  }

  table(rows: readonly (readonly string[])[]): Item {
    const startIndex = this.index++
    const tableRows = rows.map((cells) => {
      this.index += 1
      return {
        tableCells: cells.map((text) => {
          this.index += 1
          return { content: [this.paragraph([run(`${text}\n`)])], tableCellStyle: { rowSpan: 1, columnSpan: 1 } }
        }),
      }
    })
    this.index += 1
    const table = { rows: rows.length, columns: rows[0]?.length ?? 0, tableRows, tableStyle: {} }
    return { startIndex, endIndex: this.index, table }
  }
}

const run = (content: string, textStyle: Item = {}): Item => ({ textRun: { content, textStyle } })
const styled = (namedStyleType: string) => ({ paragraphStyle: { namedStyleType, direction: 'LEFT_TO_RIGHT' } })
const SECTION = { endIndex: 1, sectionBreak: { sectionStyle: { sectionType: 'CONTINUOUS' } } }

function plan(): Item[] {
  const layout = new Layout()
  const item = (text: string) => layout.paragraph([run(text)], { bullet: { listId: 'kix.list1', textStyle: {} } })
  return [
    SECTION,
    layout.paragraph([run('Lighthouse\n')], styled('HEADING_1')),
    layout.paragraph([
      run('The 💡 lamp turns, says '),
      { person: { personId: 'kix.p1', personProperties: { name: 'Ada North', email: 'ada@example.com' } } },
      run('. See '),
      run('the log', { link: { url: 'https://harbor.example/log' } }),
      { footnoteReference: { footnoteId: 'kix.note1', footnoteNumber: '1', textStyle: {} } },
      run('\n'),
    ]),
    item('Wind the fog horn\n'),
    item('Trim the lamp\n'),
    layout.paragraph([{ inlineObjectElement: { inlineObjectId: 'kix.map', textStyle: {} } }, run('\n')]),
    layout.table([
      ['Part', 'State'],
      ['Lamp', 'bright'],
    ]),
    layout.paragraph([run('The end of the plan.\n')]),
  ]
}

export function paragraphs(count: number): Item[] {
  const layout = new Layout()
  return [SECTION, ...Array.from({ length: count }, (_, i) => layout.paragraph([run(`The lamp turned ${i + 1}\n`)]))]
}

const glyph = { glyphSymbol: '●', glyphFormat: '%0', bulletAlignment: 'START', startNumber: 1 }
const embeddedObject = { title: 'Map', description: 'The harbor', size: {} }

export const tab = (tabId: string, title: string, index: number, content: Item[], childTabs: Item[] = []): Item => ({
  tabProperties: { tabId, title, index, nestingLevel: 0 },
  documentTab: {
    body: { content },
    documentStyle: { useFirstPageHeaderFooter: false },
    namedStyles: { styles: [] },
    lists: { 'kix.list1': { listProperties: { nestingLevels: [glyph] } } },
    footnotes: {
      'kix.note1': { footnoteId: 'kix.note1', content: [new Layout().paragraph([run(' Since spring.\n')])] },
    },
    inlineObjects: { 'kix.map': { objectId: 'kix.map', inlineObjectProperties: { embeddedObject } } },
    positionedObjects: {},
  },
  childTabs,
})

const note = (text: string) => [SECTION, new Layout().paragraph([run(`${text}\n`)])]

export const DOCUMENT_SAMPLE: Item = {
  documentId: DOCUMENT,
  title: 'Lighthouse plan',
  revisionId: REVISION,
  suggestionsViewMode: 'SUGGESTIONS_INLINE',
  tabs: [
    tab('t.0', 'Plan', 0, plan()),
    tab('t.lamp1', 'Notes', 1, note('Notes about the lamp.'), [
      tab('t.lamp2', 'Fog', 0, note('Fog since morning.'), [tab('t.lamp3', 'Horn', 0, note('Two short.'))]),
    ]),
  ],
}

const file = {
  kind: 'drive#file',
  id: DOCUMENT,
  name: 'Lighthouse plan',
  mimeType: 'application/vnd.google-apps.document',
  description: 'What the lamp needs',
  starred: true,
  trashed: false,
  parents: [FOLDER],
  driveId: '0AHarborDrive00000PVA',
  webViewLink: `https://docs.google.com/document/d/${DOCUMENT}/edit?usp=drivesdk`,
  createdTime: '2026-01-05T08:00:00.000Z',
  modifiedTime: '2026-11-20T10:11:12.345Z',
  sharedWithMeTime: '2026-11-02T09:00:00.000Z',
  owners: [ada],
  lastModifyingUser: ben,
  sharingUser: ben,
  shared: true,
  capabilities: { canEdit: true, canComment: true, canShare: false, canCopy: true, canTrash: true },
}
const permission = {
  kind: 'drive#permission',
  id: '10420000000000000011',
  type: 'user',
  role: 'writer',
  displayName: 'Ada North',
  emailAddress: 'ada@example.com',
  photoLink: ada.photoLink,
  domain: 'example.com',
  allowFileDiscovery: false,
  expirationTime: '2027-01-31T00:00:00.000Z',
  deleted: false,
  pendingOwner: false,
}
const times = { createdTime: '2026-11-03T10:00:00.000Z', modifiedTime: '2026-11-03T10:00:00.000Z' }
const reply = {
  kind: 'drive#reply',
  id: 'AAAA_reply1',
  author: ben,
  content: 'Since spring.',
  htmlContent: 'Since spring.',
  action: 'resolve',
  deleted: false,
  ...times,
}
const comment = {
  kind: 'drive#comment',
  id: 'AAAA_comment1',
  author: ada,
  content: 'Is the lamp still dim?',
  htmlContent: 'Is the lamp still dim?',
  quotedFileContent: { mimeType: 'text/html', value: 'Ada&#39;s lamp turns' },
  anchor: 'kix.anchor1',
  resolved: false,
  deleted: false,
  replies: [reply],
  ...times,
}

/** Our own answers of the operations we use, as Google forms them, with every field that may be asked for. */
export const GOOGLE_DOCS_SAMPLES: Readonly<Record<string, unknown>> = {
  'docs.documents.get': DOCUMENT_SAMPLE,
  'docs.documents.create': DOCUMENT_SAMPLE,
  'docs.documents.batchUpdate': { documentId: DOCUMENT, replies: [{}], writeControl: { requiredRevisionId: REVISION } },
  'drive.files.list': { kind: 'drive#fileList', incompleteSearch: false, files: [file] },
  'drive.files.get': file,
  'drive.files.create': file,
  'drive.files.create.upload': file,
  'drive.files.copy': { ...file, name: 'Copy of Lighthouse plan' },
  'drive.permissions.list': { kind: 'drive#permissionList', permissions: [permission] },
  'drive.permissions.create': permission,
  'drive.comments.list': { kind: 'drive#commentList', comments: [comment] },
  'drive.comments.get': comment,
  'drive.comments.create': comment,
  'drive.replies.create': reply,
  'drive.about.get': { kind: 'drive#about', user: ada, storageQuota: { limit: '1', usage: '0' } },
  'oauth2.userinfo.get': { id: '104200000000000000011', email: 'ada@example.com', verified_email: true },
}
