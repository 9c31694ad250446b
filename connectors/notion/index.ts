import {
  type AuthCheck,
  BaseConnector,
  connector,
  ConnectorError,
  type Input,
  path,
  prompt,
  resource,
  token,
  tool,
  type z,
} from '../sdk'
import { append } from './blocks/append'
import { toBlocks, toRuns } from './blocks/from-markdown'
import type { RawBlock } from './blocks/raw'
import { readForest } from './blocks/tree'
import { changeBlock } from './blocks/update'
import { list, one, search } from './calls'
import { changeContent, readContent, wholeContent } from './content'
import { dataSourceId, readDataSource } from './data-sources'
import { explain } from './explain'
import { toId } from './identifiers'
import { nameOf, whoami } from './identity'
import { oauth, VERSION } from './oauth'
import { changePage, makePage, relocate } from './pages'
import { planFromDatabase, planText, summarisePage, summaryText } from './prompts'
import { changedSchema, newSchema } from './properties/schema-change'
import { titleRuns } from './properties/write'
import { query } from './query'
import * as tools from './schemas'
import * as shape from './shape'

/** The input of a declared tool. */
type In<Name extends keyof typeof tools> = Input<(typeof tools)[Name]['input']>

@connector({
  type: 'notion',
  title: 'Notion',
  description: 'Pages, databases and comments of a Notion workspace.',
  category: 'Documents',
  keywords: ['wiki', 'pages', 'notes', 'databases'],
  baseUrls: { api: 'https://api.notion.com' },
  headers: VERSION,
  auth: [
    oauth,
    token({
      title: 'Internal integration secret',
      help: 'Notion: notion.so/profile/integrations, an internal integration, Internal Integration Secret. It reaches the pages that are shared with it.',
    }),
  ],
  explain,
})
export class Notion extends BaseConnector {
  // Finding

  @tool(tools.search)
  async search({ query, type, order, ...page }: In<'search'>) {
    return search(this.http, page, { query, order }, type, shape.toFound)
  }

  @tool(tools.listDatabases)
  async listDatabases({ query, order, ...page }: In<'listDatabases'>) {
    return search(this.http, page, { query, order }, 'data_source', shape.toListedDataSource)
  }

  // Pages

  @tool(tools.getPage)
  async getPage({ page_id, properties }: In<'getPage'>) {
    return shape.toPage(one<shape.RawPage>(await this.http.get(path`/v1/pages/${page_id}`)), properties)
  }

  @tool(tools.getPageContent)
  async getPageContent(input: In<'getPageContent'>) {
    return readContent(this.http, input)
  }

  @tool(tools.createPage)
  async createPage(input: In<'createPage'>) {
    return makePage(this.http, this.memory, input)
  }

  @tool(tools.updatePage)
  async updatePage(input: In<'updatePage'>) {
    return changePage(this.http, this.memory, input)
  }

  @tool(tools.updatePageContent)
  async updatePageContent(input: In<'updatePageContent'>) {
    return changeContent(this.http, input)
  }

  @tool(tools.movePage)
  async movePage(input: In<'movePage'>) {
    return relocate(this.http, input)
  }

  @resource({
    uri: 'notion://pages/{page}',
    name: 'page',
    title: 'Page',
    description: 'The text of a page as Markdown, by its id.',
    mimeType: 'text/markdown',
    tool: 'get_page_content',
  })
  async page({ page = '' }: Readonly<Record<string, string>>) {
    const id = toId(page, 'page')
    if (id === undefined) throw new ConnectorError('validation', 'This is not the id of a page.')
    return wholeContent(this.http, id)
  }

  @prompt(summarisePage)
  async summarisePage(args: z.output<typeof summarisePage.arguments>) {
    return summaryText(args)
  }

  // Blocks

  @tool(tools.getBlock)
  async getBlock({ block_id }: In<'getBlock'>) {
    return shape.toBlock(one<RawBlock>(await this.http.get(path`/v1/blocks/${block_id}`)))
  }

  @tool(tools.listBlockChildren)
  async listBlockChildren({ block_id, depth, detail, ...page }: In<'listBlockChildren'>) {
    const { trees, next_cursor, unread } = await readForest(this.http, block_id, page, depth)
    const hint = 'Not all below was read: ask for the children of each block that says has_children.'
    return {
      items: trees.map((tree) => shape.toBlockItem(tree, detail, new Set(unread))),
      next_cursor,
      ...(unread.length > 0 ? { hint } : {}),
    }
  }

  @tool(tools.appendBlockChildren)
  async appendBlockChildren({ block_id, markdown, after }: In<'appendBlockChildren'>) {
    const blocks = toBlocks(markdown)
    if (blocks.length === 0) throw new ConnectorError('validation', 'The Markdown holds nothing to add.')
    const made = await append(this.http, block_id, blocks, after)
    return { id: block_id, added: blocks.length, first_block_id: made[0], last_block_id: made.at(-1) }
  }

  @tool(tools.updateBlock)
  async updateBlock(input: In<'updateBlock'>) {
    return changeBlock(this.http, input)
  }

  @tool(tools.deleteBlock)
  async deleteBlock({ block_id }: In<'deleteBlock'>) {
    return shape.toBlock(one<RawBlock>(await this.http.delete(path`/v1/blocks/${block_id}`)))
  }

  // Databases

  @tool(tools.getDatabase)
  async getDatabase({ database_id }: In<'getDatabase'>) {
    return shape.toDatabase(one<shape.RawDatabase>(await this.http.get(path`/v1/databases/${database_id}`)))
  }

  @tool(tools.getDataSource)
  async getDataSource(source: In<'getDataSource'>) {
    return shape.toDataSource(await readDataSource(this.http, await dataSourceId(this.http, source)))
  }

  @tool(tools.queryDatabase)
  async queryDatabase(input: In<'queryDatabase'>) {
    return query(this.http, this.memory, input)
  }

  @tool(tools.createDataSource)
  async createDataSource({ database_id, title, properties }: In<'createDataSource'>) {
    const parent = { type: 'database_id', database_id }
    const body = { parent, title: titleRuns(title), properties: newSchema(properties) }
    return shape.toDataSource(one<shape.RawDataSource>(await this.http.post(path`/v1/data_sources`, { body })))
  }

  @tool(tools.updateDataSource)
  async updateDataSource({ title, properties, ...source }: In<'updateDataSource'>) {
    const id = await dataSourceId(this.http, source)
    const body = {
      ...(title === undefined ? {} : { title: titleRuns(title) }),
      ...(properties && { properties: changedSchema((await readDataSource(this.http, id)).properties, properties) }),
    }
    return shape.toDataSource(one<shape.RawDataSource>(await this.http.patch(path`/v1/data_sources/${id}`, { body })))
  }

  @prompt(planFromDatabase)
  async planFromDatabase(args: z.output<typeof planFromDatabase.arguments>) {
    return planText(args)
  }

  // Comments and people

  @tool(tools.getComments)
  async getComments({ block_id, detail, ...page }: In<'getComments'>) {
    return list(this.http, path`/v1/comments`, page, { block_id }, (raw: shape.RawComment) =>
      shape.toComment(raw, detail),
    )
  }

  @tool(tools.createComment)
  async createComment({ page_id, block_id, discussion_id, text }: In<'createComment'>) {
    const parent = page_id === undefined ? { block_id } : { page_id }
    const body = { ...(discussion_id === undefined ? { parent } : { discussion_id }), rich_text: toRuns(text) }
    return shape.toMadeComment(one<shape.RawComment>(await this.http.post(path`/v1/comments`, { body })))
  }

  @tool(tools.listUsers)
  async listUsers(page: In<'listUsers'>) {
    return list(this.http, path`/v1/users`, page, {}, shape.toUser)
  }

  @tool(tools.getSelf)
  async getSelf() {
    return whoami(this.http)
  }

  override async validateAuth(): Promise<AuthCheck> {
    return { account: nameOf(await whoami(this.http)) }
  }
}
