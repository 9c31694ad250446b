/** Atlassian Document Format: the tree in which Jira keeps rich text. What comes from Jira is read with care, see from.ts. */
export interface AdfMark {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
}

export interface AdfNode {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly content?: readonly AdfNode[]
  readonly text?: string
  readonly marks?: readonly AdfMark[]
}

export interface AdfDocument {
  readonly version: 1
  readonly type: 'doc'
  readonly content: readonly AdfNode[]
}

/** A link to this scheme stands for a mention: [@Ada North](accountid:5f1e...). */
export const MENTION = 'accountid:'
