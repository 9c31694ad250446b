import {
  answer,
  type AuthCheck,
  BaseConnector,
  compact,
  connector,
  type Input,
  path,
  prompt,
  resource,
  tool,
  z,
} from '../sdk'
import { listFiles, listOf, readDocument } from './calls'
import { append, insert, reformat, remove, replace } from './editing'
import { explain } from './explain'
import { copyFile, createFile, exportFile } from './files'
import { folderOf, placeOf } from './identifiers'
import { account, oauth } from './oauth'
import { reviewComments, reviewCommentsText, summariseDocument, summariseText } from './prompts'
import { documentsWhere, modifiedAfter, ownedBy, quoted, timeOf } from './query'
import { readContent, readFacts, readStructure, readTabs } from './reading'
import { toMarkdown } from './rich/blocks'
import * as tools from './schemas'
import * as shape from './shape'
import { comment, reply, share } from './sharing'
import { findTab } from './tabs'
import type { RawComment } from './vendor'

/** The input of a declared tool. */
type In<Name extends keyof typeof tools> = Input<(typeof tools)[Name]['input']>

const maybe = z.string().nullish().catch(undefined)
const About = z.object({ user: z.object({ displayName: maybe, emailAddress: maybe, permissionId: maybe }) })

const ORDERS = {
  modified: 'modifiedTime desc',
  created: 'createdTime desc',
  viewed: 'viewedByMeTime desc',
  title: 'name_natural',
} as const
const FILES = { fields: shape.FILE_FIELDS, shape: shape.toFileItem }
const SHARED = { fields: shape.SHARED_FIELDS, shape: shape.toSharedItem }

@connector({
  type: 'google_docs',
  title: 'Google Docs',
  description: 'Google Docs documents, and their files and comments in Google Drive.',
  category: 'Documents',
  keywords: ['google', 'drive', 'files', 'writing'],
  baseUrls: { docs: 'https://docs.googleapis.com', google: 'https://www.googleapis.com' },
  auth: [oauth],
  explain,
})
export class GoogleDocs extends BaseConnector {
  @tool(tools.getCurrentUser)
  async getCurrentUser() {
    const query = { fields: 'user(displayName,emailAddress,permissionId)' }
    const { user } = answer(About, (await this.http.get(path`/drive/v3/about`, { base: 'google', query })).body)
    return compact({ name: user.displayName, email: user.emailAddress, permission_id: user.permissionId })
  }

  override async validateAuth(): Promise<AuthCheck> {
    return { account: (await account(this.http)).name }
  }

  // Finding

  @tool(tools.listDocuments)
  async listDocuments({ owner, folder, shared_drive, modified_after, order, ...page }: In<'listDocuments'>) {
    const parent = folder === undefined ? undefined : `${quoted(folderOf('folder', folder))} in parents`
    const driveId = shared_drive === undefined ? undefined : folderOf('shared_drive', shared_drive)
    // A folder may be in a drive that the person never opened.
    const corpora = driveId ? 'drive' : parent ? 'allDrives' : 'user'
    const q = documentsWhere(parent, ownedBy(owner), modifiedAfter(modified_after))
    return listFiles(this.http, page, { q, corpora, driveId, orderBy: ORDERS[order] }, FILES)
  }

  @tool(tools.searchDocuments)
  async searchDocuments({ query, where, owner, modified_after, ...page }: In<'searchDocuments'>) {
    const words = `${where === 'title' ? 'name' : 'fullText'} contains ${quoted(query)}`
    const q = documentsWhere(words, ownedBy(owner), modifiedAfter(modified_after))
    // Drive orders full text by relevance and refuses any other order.
    const orderBy = where === 'title' ? ORDERS.modified : undefined
    return listFiles(this.http, page, { q, corpora: 'allDrives', orderBy }, FILES)
  }

  @tool(tools.listSharedDocuments)
  async listSharedDocuments({ owner, modified_after, ...page }: In<'listSharedDocuments'>) {
    const q = documentsWhere('sharedWithMe = true', ownedBy(owner), modifiedAfter(modified_after))
    return listFiles(this.http, page, { q, corpora: 'user', orderBy: 'sharedWithMeTime desc' }, SHARED)
  }

  // Reading

  @tool(tools.getDocument)
  async getDocument(input: In<'getDocument'>) {
    return readFacts(this.http, placeOf(input).id)
  }

  @tool(tools.readDocumentContent)
  async readDocumentContent(input: In<'readDocumentContent'>) {
    return readContent(this.http, placeOf(input), input)
  }

  @tool(tools.listTabs)
  async listTabs({ document, ...page }: In<'listTabs'>) {
    return readTabs(this.http, placeOf({ document }).id, page)
  }

  @tool(tools.getStructure)
  async getStructure({ document, tab, ...wanted }: In<'getStructure'>) {
    return readStructure(this.http, placeOf({ document, tab }), wanted)
  }

  @tool(tools.exportDocument)
  async exportDocument(input: In<'exportDocument'>) {
    return exportFile(this.http, placeOf(input).id, input)
  }

  @resource({
    uri: 'google-docs://documents/{document}',
    name: 'document',
    title: 'Document',
    description: 'A document as Markdown: its first tab.',
    mimeType: 'text/markdown',
    tool: 'read_document_content',
  })
  async document({ document = '' }: Readonly<Record<string, string>>) {
    return this.#markdown(document)
  }

  @resource({
    uri: 'google-docs://documents/{document}/tabs/{tab}',
    name: 'tab',
    title: 'Tab of a document',
    description: 'One tab of a document as Markdown, by its id or title.',
    mimeType: 'text/markdown',
    tool: 'read_document_content',
  })
  async tab({ document = '', tab = '' }: Readonly<Record<string, string>>) {
    return this.#markdown(document, tab)
  }

  async #markdown(document: string, tab?: string): Promise<string> {
    const { tabs } = await readDocument(this.http, placeOf({ document }).id)
    const chosen = tab === undefined ? tabs[0] : findTab(tabs, tab)
    return chosen ? toMarkdown(chosen.content) : ''
  }

  @prompt(summariseDocument)
  async summariseDocument(args: z.output<typeof summariseDocument.arguments>) {
    return summariseText(args)
  }

  // Writing

  @tool(tools.createDocument)
  async createDocument({ title, content, folder }: In<'createDocument'>) {
    return createFile(this.http, title, content, folder === undefined ? undefined : folderOf('folder', folder))
  }

  @tool(tools.copyDocument)
  async copyDocument({ document, title, folder }: In<'copyDocument'>) {
    const parent = folder === undefined ? undefined : folderOf('folder', folder)
    return copyFile(this.http, placeOf({ document }).id, title, parent)
  }

  @tool(tools.appendText)
  async appendText(input: In<'appendText'>) {
    return append(this.http, placeOf(input), input)
  }

  @tool(tools.insertText)
  async insertText(input: In<'insertText'>) {
    return insert(this.http, placeOf(input), input)
  }

  @tool(tools.replaceText)
  async replaceText({ document, ...what }: In<'replaceText'>) {
    return replace(this.http, placeOf({ document }).id, what)
  }

  @tool(tools.deleteRange)
  async deleteRange(input: In<'deleteRange'>) {
    return remove(this.http, placeOf(input), input)
  }

  @tool(tools.formatText)
  async formatText(input: In<'formatText'>) {
    return reformat(this.http, placeOf(input), input)
  }

  // Sharing and comments

  @tool(tools.getPermissions)
  async getPermissions({ document, ...page }: In<'getPermissions'>) {
    const where = { id: placeOf({ document }).id, what: 'permissions' } as const
    const query = { fields: shape.PERMISSION_FIELDS, supportsAllDrives: true }
    return listOf(this.http, where, page, query, shape.toPermission)
  }

  @tool(tools.shareDocument)
  async shareDocument(input: In<'shareDocument'>) {
    return share(this.http, placeOf(input).id, input)
  }

  @tool(tools.listComments)
  async listComments({ document, state, changed_after, detail, ...page }: In<'listComments'>) {
    const startModifiedTime = changed_after === undefined ? undefined : timeOf('changed_after', changed_after)
    const where = { id: placeOf({ document }).id, what: 'comments' } as const
    const query = { fields: shape.COMMENT_FIELDS, startModifiedTime }
    const found = await listOf(this.http, where, page, query, (each: RawComment) => shape.toComment(each, detail))
    const isWanted = ({ resolved = false }) => state === 'all' || resolved === (state === 'resolved')
    return { ...found, items: found.items.filter(isWanted) }
  }

  @tool(tools.addComment)
  async addComment({ document, ...what }: In<'addComment'>) {
    return comment(this.http, placeOf({ document }).id, what)
  }

  @tool(tools.replyToComment)
  async replyToComment({ document, ...what }: In<'replyToComment'>) {
    return reply(this.http, placeOf({ document }).id, what)
  }

  @prompt(reviewComments)
  async reviewComments(args: z.output<typeof reviewComments.arguments>) {
    return reviewCommentsText(args)
  }
}
