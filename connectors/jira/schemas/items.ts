import { z } from '../../sdk'
import { maybe, names, text } from './common'

const Further = z.record(z.string(), z.unknown()).optional()

/** An issue in any list. */
export const IssueItem = z.object({
  key: text,
  type: maybe,
  summary: text,
  status: maybe,
  priority: maybe,
  assignee: maybe,
  reporter: maybe,
  labels: names,
  parent: maybe,
  created_at: maybe,
  updated_at: maybe,
  due_date: maybe,
  resolution: maybe,
  description: maybe,
  fields: Further,
})
