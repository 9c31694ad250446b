/*
 * The parts of Google's answers that are read. A reply is trusted for nothing: every field may be absent.
 */

export interface RawTextStyle {
  bold?: boolean
  italic?: boolean
  strikethrough?: boolean
  weightedFontFamily?: { fontFamily?: string }
  link?: {
    url?: string
    headingId?: string
    bookmarkId?: string
    tabId?: string
    heading?: { id?: string; tabId?: string }
    bookmark?: { id?: string; tabId?: string }
  }
}

export interface RawElement {
  startIndex?: number
  endIndex?: number
  textRun?: { content?: string; textStyle?: RawTextStyle }
  person?: { personProperties?: { name?: string; email?: string } }
  richLink?: { richLinkProperties?: { title?: string; uri?: string } }
  dateElement?: { dateElementProperties?: { displayText?: string; timestamp?: string } }
  footnoteReference?: { footnoteId?: string; footnoteNumber?: string }
  inlineObjectElement?: { inlineObjectId?: string }
  horizontalRule?: object
  pageBreak?: object
  equation?: object
}

export interface RawParagraph {
  elements?: readonly RawElement[]
  paragraphStyle?: { namedStyleType?: string }
  bullet?: { listId?: string; nestingLevel?: number }
  positionedObjectIds?: readonly string[]
}

export interface RawCell {
  content?: readonly RawBlock[]
}

export interface RawTable {
  rows?: number
  columns?: number
  tableRows?: readonly { tableCells?: readonly RawCell[] }[]
}

export interface RawBlock {
  startIndex?: number
  endIndex?: number
  paragraph?: RawParagraph
  table?: RawTable
  tableOfContents?: object
  sectionBreak?: object
}

interface RawEmbedded {
  embeddedObject?: { title?: string; description?: string }
}

export interface RawTabContent {
  body?: { content?: readonly RawBlock[] }
  lists?: Readonly<Record<string, { listProperties?: { nestingLevels?: readonly RawLevel[] } }>>
  footnotes?: Readonly<Record<string, { content?: readonly RawBlock[] }>>
  inlineObjects?: Readonly<Record<string, { inlineObjectProperties?: RawEmbedded }>>
  positionedObjects?: Readonly<Record<string, { positionedObjectProperties?: RawEmbedded }>>
}

export interface RawLevel {
  glyphType?: string
  glyphSymbol?: string
  startNumber?: number
}

export interface RawTab {
  tabProperties?: { tabId?: string; title?: string; parentTabId?: string; nestingLevel?: number }
  childTabs?: readonly RawTab[]
  documentTab?: RawTabContent
}

export interface RawUser {
  displayName?: string
  emailAddress?: string
}

export interface RawFile {
  id: string
  name?: string
  mimeType?: string
  owners?: readonly RawUser[]
  lastModifyingUser?: RawUser
  sharingUser?: RawUser
  createdTime?: string
  modifiedTime?: string
  sharedWithMeTime?: string
  webViewLink?: string
  description?: string
  driveId?: string
  shared?: boolean
  starred?: boolean
  trashed?: boolean
  capabilities?: { canEdit?: boolean; canComment?: boolean; canShare?: boolean; canCopy?: boolean }
}

export interface RawPermission {
  id?: string
  type?: string
  role?: string
  displayName?: string
  emailAddress?: string
  domain?: string
  allowFileDiscovery?: boolean
  expirationTime?: string
  pendingOwner?: boolean
  deleted?: boolean
}

export interface RawReply {
  id?: string
  author?: RawUser
  content?: string
  action?: string
  createdTime?: string
  deleted?: boolean
}

export interface RawComment extends RawReply {
  resolved?: boolean
  quotedFileContent?: { value?: string }
  replies?: readonly RawReply[]
}
