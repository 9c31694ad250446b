import { z } from '../sdk'
import { checkHost } from './sites'
import type { Vendor } from './vendor'

/** What people paste for an issue, a project and so on: a key or id, or an address of Jira that names it. */
export type Kind = 'issue' | 'project' | 'board' | 'sprint' | 'version'

interface Reference {
  readonly id: string
  /** The site of the address it came from. */
  readonly host?: string
}

const KEY = '[A-Za-z][A-Za-z0-9_]*'

interface Form {
  /** As it is given alone. */
  readonly bare: RegExp
  /** Its place in an address: the first group that matched. */
  readonly inUrl: RegExp
  readonly hint: string
}

const FORMS: Readonly<Record<Kind, Form>> = {
  issue: {
    bare: new RegExp(`^(?:${KEY}-\\d+|\\d+)$`),
    inUrl: new RegExp(`[?&]selectedIssue=(${KEY}-\\d+)|/(?:browse|issues|custom/\\d+)/(${KEY}-\\d+)`),
    hint: 'Write it as HARBOR-12, or paste its address.',
  },
  project: {
    bare: new RegExp(`^(?:${KEY}|\\d+)$`),
    inUrl: new RegExp(`/(?:projects|browse)/(${KEY})(?![\\w-])`),
    hint: 'Write the key, such as HARBOR, or paste the address.',
  },
  board: { bare: /^\d+$/, inUrl: /\/boards\/(\d+)|[?&]rapidView=(\d+)/, hint: 'Write the id, or paste the address.' },
  sprint: {
    bare: /^\d+$/,
    inUrl: /[?&]sprints?=(\d+)|\/sprint\/(\d+)/,
    hint: 'Write the id, as list_sprints gives it.',
  },
  version: { bare: /^\d+$/, inUrl: /\/versions?\/(\d+)/, hint: 'Write the id, or paste the address.' },
}

const LONGEST = 500

export function readReference(kind: Kind, value: string | number): Reference | undefined {
  const text = String(value).trim()
  const { bare, inUrl } = FORMS[kind]
  if (text.length > LONGEST) return undefined
  if (bare.test(text)) return { id: upper(text) }
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const { host, pathname, search } = new URL(text)
  const id = inUrl
    .exec(pathname + search)
    ?.slice(1)
    .find(Boolean)
  return id === undefined ? undefined : { id: upper(id), host }
}

/** Keys are upper case, whatever people type. */
const upper = (text: string) => text.toUpperCase()

export const isReference = (kind: Kind, value: string | number): boolean => readReference(kind, value) !== undefined

/** The argument of a tool. It stays as it was given, for what an address names is looked up when the tool runs. */
export const reference = (kind: Kind, description: string) =>
  z
    .union([z.string(), z.number()])
    .refine((value) => isReference(kind, value), FORMS[kind].hint)
    .describe(description)

/** Issue keys are never numbers, so the schema can be shorter. */
export const textReference = (kind: Kind, description: string) =>
  z
    .string()
    .refine((value) => isReference(kind, value), FORMS[kind].hint)
    .describe(description)

/** The key or id to ask Jira for. */
export async function resolve(vendor: Vendor, kind: Kind, value: string | number): Promise<string> {
  const { id, host } = readReference(kind, value) ?? { id: String(value) }
  if (host !== undefined) await checkHost(vendor, host)
  return id
}
