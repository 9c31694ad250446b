/** What we read of Notion's rich text and blocks; anything may be absent. */
export type Maybe<T> = T | null | undefined

export interface RawRichText {
  type?: string
  plain_text?: Maybe<string>
  href?: Maybe<string>
  annotations?: Maybe<{ bold?: boolean; italic?: boolean; strikethrough?: boolean; code?: boolean }>
  text?: Maybe<{ content?: string; link?: Maybe<{ url?: string }> }>
  equation?: Maybe<{ expression?: string }>
}

export interface RawParent {
  type?: string
  page_id?: string
  database_id?: string
  data_source_id?: string
  block_id?: string
}

/** The fields of the type stand under the type's name. */
export interface RawContent {
  rich_text?: Maybe<readonly RawRichText[]>
  caption?: Maybe<readonly RawRichText[]>
  checked?: boolean
  language?: string
  expression?: string
  title?: string
  url?: string
  name?: string
  icon?: Maybe<{ emoji?: string }>
  external?: Maybe<{ url?: string }>
  file?: Maybe<{ url?: string }>
  cells?: readonly (readonly RawRichText[])[]
  page_id?: string
  database_id?: string
  has_column_header?: boolean
}

export interface RawBlock {
  id: string
  type?: string
  has_children?: boolean
  parent?: Maybe<RawParent>
  in_trash?: boolean
  archived?: boolean
  created_time?: string
  last_edited_time?: string
  [type: string]: unknown
}

export const contentOf = (block: RawBlock): RawContent => (block[block.type ?? ''] ?? {}) as RawContent

export const plain = (text: Maybe<readonly RawRichText[]>): string =>
  (text ?? []).map((run) => run.plain_text ?? run.text?.content ?? run.equation?.expression ?? '').join('')

/** A block with what is below it, as far as it was fetched. */
export interface BlockTree {
  readonly block: RawBlock
  readonly children: readonly BlockTree[]
}
