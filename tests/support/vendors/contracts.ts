import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Contract, type Facts, type Judge, type Judgement, type VendorCall } from './contract'
import { GraphqlContract, type RootScopes } from './contract-graphql'
import { SlackContract } from './contract-slack'

const FOLDER = join(__dirname, '../../contracts')

const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8')
const facts = (vendor: string): Facts => JSON.parse(read(`${vendor}.json`)) as Facts

/** A judge per vendor, from the facts in tests/contracts. Each is for all base URLs of the connector type. */
export const contracts = {
  github: (): Judge => new Contract(facts('github')),
  /** Of a site, and of the account's list of sites. */
  jira: (): Judge => new JiraContract(facts('jira')),
  /** Paths are a slash and the method. */
  slack: (): Judge => new SlackContract(facts('slack')),
  notion: (): Judge => new Contract(facts('notion')),
  zoom: (): Judge => new ZoomContract(facts('zoom')),
  /** Of Docs and of Drive. */
  google_docs: (): Judge => new GoogleContract(facts('google_docs')),
  linear: (): Judge => {
    const { operations } = JSON.parse(read('linear.operations.json')) as { operations: RootScopes }
    return new GraphqlContract(read('linear.graphql'), operations)
  },
}

/** The operations of a vendor that are in none of its documents, and say where they are from. */
export const sources = (vendor: keyof typeof contracts): string[] =>
  Object.entries(facts(vendor).operations).flatMap(([id, { source }]) => (source === undefined ? [] : [id]))

/** Whether an account's scopes let it call what needs these; "a|b" needs one of both. */
export const grantsAll = (scopes: readonly string[], needed: readonly string[]): boolean =>
  needed.every((each) => each.split('|').some((scope) => scopes.includes(scope)))

/** At the account's address, the paths of a site stand behind the id of that site. */
class JiraContract extends Contract {
  override judge(call: VendorCall): Judgement {
    return super.judge({ ...call, path: call.path.replace(/^\/ex\/jira\/[^/]+(?=\/rest\/)/, '') })
  }
}

/** Zoom decodes a path twice. A UUID may hold slashes, which it loses when they are encoded once. */
class ZoomContract extends Contract {
  override judge(call: VendorCall): Judgement {
    const lost = call.path.split('/').filter((part) => /^\/|\/\//.test(decodeURIComponent(part)))
    const path = call.path
      .split('/')
      .map((part) => encodeURIComponent(decodeTwice(part)))
      .join('/')
    const judged = super.judge({ ...call, path })
    const violations = lost.map((part) => `${judged.id}: "${part}" is to be encoded twice.`)
    return { ...judged, violations: [...violations, ...judged.violations] }
  }
}

function decodeTwice(part: string): string {
  const once = decodeURIComponent(part)
  return /%[0-9A-Fa-f]{2}/.test(once) ? decodeURIComponent(once) : once
}

/** A file goes to Google in two parts, of which the first is JSON; such a body comes as the text that was sent. */
class GoogleContract extends Contract {
  override judge(call: VendorCall): Judgement {
    const boundary = /^multipart\/related;.*boundary="?([^";]+)"?/.exec(call.headers['content-type'] ?? '')?.[1]
    const body = boundary !== undefined && typeof call.body === 'string' ? firstPart(call.body, boundary) : call.body
    const judged = super.judge({ ...call, body })
    if (judged.operation?.body?.multipart !== true || boundary !== undefined) return judged
    return { ...judged, violations: [...judged.violations, `${judged.id}: the content type is multipart/related.`] }
  }
}

function firstPart(text: string, boundary: string): unknown {
  const [, part = ''] = text.split(`--${boundary}`)
  const [headers = '', ...rest] = part.split('\r\n\r\n')
  if (!/content-type: *application\/json/i.test(headers)) return undefined
  try {
    return JSON.parse(rest.join('\r\n\r\n')) as unknown
  } catch {
    return undefined
  }
}
