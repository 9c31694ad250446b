import type { Maybe, RawRichText } from '../blocks/raw'

export interface RawUser {
  id: string
  name?: Maybe<string>
  type?: string
  person?: Maybe<{ email?: Maybe<string> }>
}

export interface RawDate {
  start?: string
  end?: Maybe<string>
}

/** A property of a page: its value stands under its type. Rollups hold such values without an id. */
export interface RawValue {
  id?: string
  type?: string
  has_more?: boolean
  title?: Maybe<readonly RawRichText[]>
  rich_text?: Maybe<readonly RawRichText[]>
  number?: Maybe<number>
  select?: Maybe<{ name?: string }>
  status?: Maybe<{ name?: string }>
  multi_select?: Maybe<readonly { name?: string }[]>
  date?: Maybe<RawDate>
  people?: Maybe<readonly RawUser[]>
  files?: Maybe<readonly RawFile[]>
  checkbox?: Maybe<boolean>
  url?: Maybe<string>
  email?: Maybe<string>
  phone_number?: Maybe<string>
  formula?: Maybe<{
    type?: string
    string?: Maybe<string>
    number?: Maybe<number>
    boolean?: Maybe<boolean>
    date?: Maybe<RawDate>
  }>
  relation?: Maybe<readonly { id: string }[]>
  rollup?: Maybe<{ type?: string; number?: Maybe<number>; date?: Maybe<RawDate>; array?: Maybe<readonly RawValue[]> }>
  created_time?: Maybe<string>
  created_by?: Maybe<RawUser>
  last_edited_time?: Maybe<string>
  last_edited_by?: Maybe<RawUser>
  unique_id?: Maybe<{ prefix?: Maybe<string>; number?: Maybe<number> }>
  verification?: Maybe<{ state?: string; verified_by?: Maybe<RawUser>; date?: Maybe<RawDate> }>
  place?: Maybe<{ name?: Maybe<string>; address?: Maybe<string>; lat?: number; lon?: number }>
}

export interface RawFile {
  name?: string
  external?: Maybe<{ url?: string }>
  file?: Maybe<{ url?: string }>
}

interface Options {
  options?: readonly { id?: string; name: string }[]
}

/** A property in the schema of a data source. */
export interface RawProperty {
  id: string
  name?: string
  type: string
  description?: Maybe<string>
  select?: Options
  multi_select?: Options
  status?: Options
  number?: { format?: string }
  formula?: { expression?: string }
  relation?: { data_source_id?: string }
  rollup?: { function?: string; relation_property_name?: string; rollup_property_name?: string }
  unique_id?: { prefix?: Maybe<string> }
}

export type RawProperties = Readonly<Record<string, RawProperty>>
