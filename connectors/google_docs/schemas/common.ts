import { cursor, limit, z } from '../../sdk'

const scope = (name: string): readonly string[] => [`https://www.googleapis.com/auth/${name}`]

export const DOCUMENTS = scope('documents')
export const READ_DOCUMENTS = scope('documents.readonly')
export const FIND = scope('drive.metadata.readonly')
export const FIND_IN_TEXT = scope('drive.readonly')
/** What Drive shows with it is the connection's own files. */
export const OWN_FILES = scope('drive.file')

/**
 * Of tools that Google serves with drive.file or with a wider scope that only reads. Neither can be required, for either does, and the
 * wider one cannot imply drive.file, which also writes and would not be asked for then. So the wider one is asked for, and where
 * neither was granted Google says so.
 */
export const EITHER: readonly string[] = []

export const document = z.string().min(1).max(500).describe('Id or URL of the document.')
export const tab = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('Id or title of a tab. Default: that of the URL, else the first.')
export const revision = z
  .string()
  .min(1)
  .max(500)
  .describe('revision_id from get_structure: refuses when the document has changed since.')
export const index = (what: string) => z.int().min(1).describe(what)
export const range = {
  start_index: index('First UTF-16 index, from get_structure.'),
  end_index: z.int().min(2).describe('The index after the last one.'),
}
export const folder = z.string().min(1).max(500).describe('Id or URL of a folder, or root.')
export const title = z.string().min(1).max(400)
export const paging = () => ({ limit: limit(), cursor: cursor() })

// Output fields. Everything that may be absent is optional, because empty values are left out.
export const text = z.string()
export const maybe = z.string().optional()
export const count = z.number().optional()
export const flag = z.boolean().optional()

export const TabItem = z.object({ id: text, title: maybe, parent: maybe })
export const Made = z.object({ id: text, title: maybe, url: text })
