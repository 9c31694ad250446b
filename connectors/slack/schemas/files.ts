import { declareTool, z } from '../../sdk'
import { channel, count, flag, maybe, OPENS, text, threadTs } from './common'

export const filesInfo = declareTool({
  description:
    'A file: name, type, size, who shared it, link; of text files up to 5 MB also the content, 20,000 characters at a time. Ids stand in files of messages. Other kinds have to be opened by the link.',
  input: z.strictObject({
    file: z.string().min(1).max(1_000).describe('Id (F…) or link.'),
    content: z.boolean().default(true),
    offset: z.int().min(0).default(0).describe('next_offset of the previous call.'),
  }),
  output: z.object({
    id: text,
    name: maybe,
    title: maybe,
    type: maybe,
    bytes: count,
    from: maybe,
    created: maybe,
    url: maybe,
    content: maybe,
    truncated: flag,
    next_offset: count,
    hint: maybe,
  }),
  effect: 'read',
  scopes: ['files:read'],
})

export const uploadFile = declareTool({
  description:
    'Uploads a file and shares it in a channel, person or thread; without one it stays private to the account. For text that people shall read use send_message, for a living document canvases_create. Returns id and link.',
  input: z.strictObject({
    filename: z.string().min(1).max(255).describe('With extension.'),
    content: z.string().min(1).max(5_000_000),
    encoding: z.enum(['utf-8', 'base64']).default('utf-8'),
    title: z.string().min(1).max(255).optional(),
    channel: channel.optional(),
    thread_ts: threadTs,
    comment: z.string().min(1).max(4_000).optional().describe('Plain text posted with it.'),
  }),
  output: z.object({ id: text, name: text, channel: maybe, url: maybe }),
  effect: 'write',
  scopes: ['files:write'],
  ...OPENS,
})

export const canvasesCreate = declareTool({
  description:
    'Creates a canvas, a document in Slack, from Markdown; with channel it becomes a tab of it, which free workspaces require. Use send_message for something said once. Returns its id.',
  input: z.strictObject({
    title: z.string().min(1).max(255),
    content: z.string().min(1).max(100_000).describe('Markdown.'),
    channel: channel.optional(),
  }),
  output: z.object({ canvas_id: text }),
  effect: 'write',
  scopes: ['canvases:write'],
  ...OPENS,
})
