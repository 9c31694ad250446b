import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfmFootnoteToMarkdown } from 'mdast-util-gfm-footnote'
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmTableToMarkdown } from 'mdast-util-gfm-table'
import { gfmTaskListItemToMarkdown } from 'mdast-util-gfm-task-list-item'
import { toMarkdown } from 'mdast-util-to-markdown'
import { gfm } from 'micromark-extension-gfm'
import type { PhrasingContent, Root, RootContent } from 'mdast'

/**
 * Models read and write Markdown; several vendors keep rich text as a tree of their own. Each such type turns its tree
 * into this one and back: mdast, the usual tree of Markdown (https://github.com/syntax-tree/mdast), with GitHub's tables,
 * strikethrough and task lists.
 */
export type RichText = Root
export type RichBlock = RootContent
export type RichInline = PhrasingContent

/** HTML in the Markdown becomes `html` nodes, which a type leaves out or shows as text. */
export const parseMarkdown = (text: string): RichText =>
  fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })

export const renderMarkdown = (tree: RichText): string =>
  toMarkdown(tree, {
    bullet: '-',
    emphasis: '_',
    fences: true,
    listItemIndent: 'one',
    rule: '-',
    // Without the extension for bare addresses, which would escape each of them.
    extensions: [
      gfmFootnoteToMarkdown(),
      gfmStrikethroughToMarkdown(),
      gfmTableToMarkdown({ tablePipeAlign: false, tableCellPadding: true }),
      gfmTaskListItemToMarkdown(),
    ],
  }).trimEnd()

export const richText = (children: readonly RichBlock[]): RichText => ({ type: 'root', children: [...children] })
