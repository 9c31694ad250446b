import { ConnectorError, type Input, path } from '../sdk'
import { resolve } from './identifiers'
import { issueFields } from './issue-fields'
import type { createIssue, updateIssue } from './schemas/issues'
import { keepRichTexts } from './rich-texts'
import { raw, text } from './shape/read'
import { assignableOn, findPerson } from './users'
import type { Vendor } from './vendor'

const parentOf = async (vendor: Vendor, parent: string | null | undefined) =>
  typeof parent === 'string' ? resolve(vendor, 'issue', parent) : parent

export async function create(vendor: Vendor, { project, parent, ...input }: Input<(typeof createIssue)['input']>) {
  const key = await resolve(vendor, 'project', project)
  const changes = { ...input, parent: (await parentOf(vendor, parent)) ?? undefined }
  const fields = { project: keyOrId(key), ...(await issueFields(vendor, changes, { project: key })) }
  const { body } = await vendor.http.post(path`/rest/api/3/issue`, { body: { fields } })
  const [made, id] = [text(raw(body).key), text(raw(body).id)]
  if (made === undefined || id === undefined) throw unnamed()
  return { key: made, id }
}

/** It was made, so it must not be made again. */
const unnamed = () =>
  new ConnectorError('outcome_unknown', 'Jira took the issue, but did not say its key.', {
    hint: 'Look for it with search_issues before you create it again.',
  })

type Update = Input<(typeof updateIssue)['input']>

export async function update(vendor: Vendor, { issue, parent, add_labels, remove_labels, ...given }: Update) {
  const { lose_rich_content: mayLose, ...input } = given
  const key = await resolve(vendor, 'issue', issue)
  const changes = { ...input, parent: (await parentOf(vendor, parent)) ?? undefined }
  const fields = await issueFields(vendor, changes, assignableOn(key))
  if (!mayLose) await keepRichTexts(vendor, key, fields)
  const labels = [...(add_labels ?? []).map((add) => ({ add })), ...(remove_labels ?? []).map((remove) => ({ remove }))]
  const operations = {
    ...(labels.length > 0 ? { labels } : {}),
    // A parent cannot be cleared as a field.
    ...(parent === null ? { parent: [{ set: { none: true } }] } : {}),
  }
  const body = {
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(Object.keys(operations).length > 0 ? { update: operations } : {}),
  }
  await vendor.http.put(path`/rest/api/3/issue/${key}`, { body })
  return { key, changed: [...new Set([...Object.keys(fields), ...Object.keys(operations)])] }
}

export async function assign(vendor: Vendor, issue: string, assignee: string | null) {
  const key = await resolve(vendor, 'issue', issue)
  const person = assignee === null ? undefined : await findPerson(vendor, assignee, assignableOn(key), 'assignee')
  await vendor.http.put(path`/rest/api/3/issue/${key}/assignee`, { body: { accountId: person?.id ?? null } })
  return {
    key,
    assignee: person === undefined ? null : (person.name ?? person.id),
    ...(person === undefined ? {} : { account_id: person.id }),
  }
}

const keyOrId = (project: string) => (/^\d+$/.test(project) ? { id: project } : { key: project })
