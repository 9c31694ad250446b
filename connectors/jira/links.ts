import { answer, path, z } from '../sdk'
import { toAdf } from './adf'
import { notOne, sameText } from './candidates'
import { type Raw, text } from './shape/read'
import type { Vendor } from './vendor'

const Types = z.object({ issueLinkTypes: z.array(z.record(z.string(), z.unknown())) })

export async function readLinkTypes({ http }: Vendor): Promise<Raw[]> {
  return answer(Types, (await http.get(path`/rest/api/3/issueLinkType`, { effect: 'read' })).body).issueLinkTypes
}

interface Link {
  readonly issue: string
  readonly relation: string
  readonly target: string
  readonly comment?: string | undefined
}

/**
 * Reads as a sentence: issue, relation, target. Jira's names are misleading: of the request's two issues it is
 * `inwardIssue` that says the outward phrase ("blocks") of the other.
 */
export async function linkIssues(vendor: Vendor, { issue, relation, target, comment }: Link) {
  const types = await readLinkTypes(vendor)
  const active = types.filter((type) => sameText(text(type.outward), relation) || sameText(text(type.name), relation))
  const passive = types.filter((type) => !active.includes(type) && sameText(text(type.inward), relation))
  const [type, ...others] = [...active, ...passive]
  if (!type || others.length > 0) {
    const known = types.map((each) => `${text(each.outward)} / ${text(each.inward)}`)
    throw notOne(
      'relation',
      type ? `Several link types say "${relation}".` : `No link type says "${relation}".`,
      known,
      'Give one of these.',
    )
  }
  const [from, to] = passive.includes(type) ? [target, issue] : [issue, target]
  const body = {
    type: { name: text(type.name) },
    inwardIssue: reference(from),
    outwardIssue: reference(to),
    ...(comment === undefined ? {} : { comment: { body: toAdf(comment) } }),
  }
  await vendor.http.post(path`/rest/api/3/issueLink`, { body })
  const phrase = passive.includes(type) ? type.inward : type.outward
  return { issue, relation: text(phrase) ?? relation, target }
}

const reference = (issue: string) => (/^\d+$/.test(issue) ? { id: issue } : { key: issue })
