import { act, type Client, TAB_IS_OPEN } from './client'
import { whyNotPublic } from './public-address'

export const chatGpt: Client = {
  id: 'chatgpt',
  title: 'ChatGPT',
  // It has no place for a key.
  signIns: ['browser'],
  ways: ({ url, name }) => {
    const notHere = whyNotPublic(url)
    return [
      {
        id: 'app',
        title: 'App',
        notHere: notHere && `ChatGPT connects from its own cloud. ${notHere}`,
        steps: [
          act('In ChatGPT on the web, open Settings, Apps, Advanced settings and switch on Developer mode.'),
          act(`Back in Apps choose Create app. Name it ${name} and choose OAuth.`),
          { kind: 'copy', form: 'text', title: 'The MCP server URL to enter', text: url },
          act('Create it. Your browser opens; sign in there and allow it.'),
          act('In a chat, choose it below +, More.'),
        ],
      },
    ]
  },
  checks: [
    'Developer mode is on. In a workspace an admin may have to allow it.',
    'The address can be opened from outside of your network.',
    TAB_IS_OPEN,
  ],
}
