import { compact, cut } from '../../sdk'
import { fromAdf } from '../adf'
import { simple } from './values'
import { at, nameOf, on, person, type Raw, raw, rawList, text } from './read'
import type { Detail } from './issues'

const LIST_TEXT = 240
const LIST_VALUE = 120

const body = (value: unknown, detail: Detail): string | undefined =>
  (detail === 'full' ? fromAdf(value) : cut(fromAdf(value), LIST_TEXT)) || undefined

export const toComment = (detail: Detail) => (comment: Raw) =>
  compact({
    id: text(comment.id) ?? '',
    author: person(comment.author),
    created_at: at(comment.created),
    updated_at: comment.updated === comment.created ? undefined : at(comment.updated),
    visible_to: text(raw(comment.visibility).value) ?? text(raw(comment.visibility).identifier),
    internal: comment.jsdPublic === false ? true : undefined,
    body: body(comment.body, detail),
  })

export const toMadeComment = (comment: Raw) =>
  compact({ id: text(comment.id) ?? '', author: person(comment.author), created_at: at(comment.created) })

export const toWorklog = (detail: Detail) => (log: Raw) =>
  compact({
    id: text(log.id) ?? '',
    author: person(log.author),
    started_at: at(log.started),
    time_spent: text(log.timeSpent),
    comment: body(log.comment, detail),
  })

export const toChange = (detail: Detail) => (change: Raw) =>
  compact({
    author: person(change.author),
    at: at(change.created),
    changes: rawList(change.items).map((item) =>
      compact({
        field: text(item.field) ?? text(item.fieldId) ?? '',
        from: value(item.fromString, detail),
        to: value(item.toString, detail),
      }),
    ),
  })

const value = (of: unknown, detail: Detail): string | undefined => {
  const found = text(of)
  return found && (detail === 'full' ? found : cut(found, LIST_VALUE))
}

const LIST_ALLOWED = 8

/** The first values that a field takes, and how many there are when that is more. */
export function allowedValues(of: unknown, most = LIST_ALLOWED) {
  const all = Array.isArray(of) ? of.map(simple).flatMap((each) => text(each) ?? []) : []
  return {
    allowed: all.length > 0 ? all.slice(0, most) : undefined,
    allowed_count: all.length > most ? all.length : undefined,
  }
}

export function toTransition(step: Raw) {
  const fields = Object.entries(raw(step.fields)).map(([id, field]) => ({ id, field: raw(field) }))
  const needed = ({ field }: { field: Raw }) => field.required === true && field.hasDefaultValue !== true
  return compact({
    id: text(step.id) ?? '',
    name: nameOf(step),
    to: nameOf(step.to),
    category: nameOf(raw(step.to).statusCategory),
    unavailable: on(step.isAvailable === false),
    required: fields
      .filter(needed)
      .map(({ id, field }) => compact({ id, name: nameOf(field), ...allowedValues(field.allowedValues) })),
    optional: fields.filter((each) => !needed(each)).map(({ id, field }) => nameOf(field) ?? id),
  })
}

export const toLinkType = (type: Raw) =>
  compact({ name: nameOf(type) ?? '', outward: text(type.outward), inward: text(type.inward) })
