import { ConnectorError } from '../sdk'

const ID = /^[\w-]{15,200}$/

export const invalid = (field: string, why: string): ConnectorError =>
  new ConnectorError('validation', `Invalid arguments. ${field}: ${why}`, { fields: { [field]: why } })

/** Where an address of Google points: the id of a file or folder, and the tab. */
function parsed(text: string): { kind: string; id: string | undefined; tab: string | undefined } | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  if (!/^(docs|drive)\.google\.com$/.test(url.hostname)) return { kind: 'foreign', id: undefined, tab: undefined }
  // Addresses may name an account (/u/0/) or a Workspace domain (/a/example.com/) on the way.
  const found = /\/(document|file|folders|spreadsheets|presentation|forms)\/(?:u\/\d+\/)?(?:d\/)?([\w-]+)/.exec(
    url.pathname,
  )
  const tab = url.searchParams.get('tab') ?? undefined
  const id = found?.[2] ?? url.searchParams.get('id') ?? undefined
  return { kind: found?.[1] ?? 'file', id: id === 'e' ? undefined : id, tab }
}

export interface Place {
  readonly id: string
  /** Id or title, from the argument or else the address. */
  readonly tab: string | undefined
}

/** A document as people paste it. */
export function placeOf({ document, tab }: { document: string; tab?: string | undefined }): Place {
  const text = document.trim()
  const at = parsed(text)
  if (!at) {
    if (ID.test(text)) return { id: text, tab }
    throw invalid('document', 'Pass the id or the URL of a document. To find one by its title use search_documents.')
  }
  if (at.id === undefined || !ID.test(at.id) || !['document', 'file'].includes(at.kind)) {
    throw invalid('document', 'This is not the address of a Google Docs document (docs.google.com/document/d/...).')
  }
  return { id: at.id, tab: tab ?? at.tab }
}

/** A folder or shared drive as people paste it. */
export function folderOf(field: string, folder: string): string {
  const text = folder.trim()
  const at = parsed(text)
  const id = at ? (['folders', 'file'].includes(at.kind) ? at.id : undefined) : text
  if (id !== undefined && (id === 'root' || ID.test(id))) return id
  throw invalid(field, 'Pass an id or a URL of drive.google.com/drive/folders/...')
}
