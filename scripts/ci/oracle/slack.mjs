import { support } from './support.mjs'

const { startSlack } = support('slack.ts')

const channel = 'C0HARBOR01'
const ts = '1767222000.000100'
const text = 'The **lamp** turns & the horn’s silent: <https://harbor.example|log>'

export const slack = {
  type: 'slack',
  sdk: { name: '@slack/web-api', version: '8.2.0' },
  start: (tokens) => startSlack(tokens),
  client: ({ WebClient }, url, token) => new WebClient(token, { slackApiUrl: `${url}/` }),
  flows: [
    {
      tool: 'list_channels',
      operation: 'conversations.list',
      // The people whom a topic mentions.
      lookups: ['users.info'],
      args: { types: ['public_channel', 'private_channel'], include_archived: false, limit: 20 },
      other: { include_archived: true },
      async send(client) {
        const asked = { types: 'public_channel,private_channel', exclude_archived: true, limit: 20 }
        for await (const { channels } of client.paginate('conversations.list', asked)) void channels
      },
    },
    {
      tool: 'send_message',
      operation: 'chat.postMessage',
      args: { channel, text, thread_ts: ts, reply_broadcast: true },
      other: { reply_broadcast: false },
      send: (client) =>
        client.apiCall('chat.postMessage', { channel, markdown_text: text, thread_ts: ts, reply_broadcast: true }),
    },
    {
      tool: 'update_message',
      operation: 'chat.update',
      args: { channel, ts, text },
      other: { text: 'The lamp stands.' },
      send: ({ chat }) => chat.update({ channel, ts, markdown_text: text }),
    },
  ],
}
