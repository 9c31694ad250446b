import { act, bridge, type Client, json, pasteKey, type Setup, type Way, TAB_IS_OPEN } from './client'
import { whyNotPublic } from './public-address'

const extension = (setup: Setup): Way => ({
  id: 'extension',
  title: 'Extension',
  hint: 'Download, open, done. Needs nothing else on the computer.',
  steps: [
    { kind: 'download', label: 'Download the extension', href: setup.bundle },
    act('Open the file. Claude Desktop shows what it is; choose Install.'),
    ...(setup.signIn === 'browser'
      ? [act('Leave the key empty. Your browser opens; sign in there and allow it.')]
      : [act('Paste the key where it asks for one. It is kept as a secret.'), ...pasteKey(setup)]),
  ],
})

const file = (setup: Setup): Way => ({
  id: 'file',
  title: 'Configuration file',
  hint: 'For those who keep their settings in a file. Needs Node.js 20.19 or newer.',
  steps: [
    act('In Claude Desktop, open Settings, Developer, Edit Config.'),
    json('Add to claude_desktop_config.json', { mcpServers: { [setup.name]: bridge(setup) } }),
    act(
      setup.signIn === 'browser'
        ? 'Restart Claude Desktop. Your browser opens; sign in there and allow it.'
        : 'Restart Claude Desktop. The file holds the key now: keep it to yourself.',
    ),
  ],
})

const connector = (setup: Setup): Way => {
  const notHere = whyNotPublic(setup.url)
  return {
    id: 'custom-connector',
    title: 'Custom connector',
    hint: 'Works in Claude on the web and on phones too.',
    notHere:
      notHere === undefined
        ? setup.signIn === 'key'
          ? 'A custom connector takes no key. Choose signing in with the browser.'
          : undefined
        : `Claude connects to it from its own cloud. ${notHere}`,
    steps: [
      act('In Claude, open Settings, Connectors, Add custom connector.'),
      { kind: 'copy', form: 'text', title: 'The URL to enter', text: setup.url },
      act('Choose Connect. Your browser opens; sign in there and allow it.'),
    ],
  }
}

export const claudeDesktop: Client = {
  id: 'claude-desktop',
  title: 'Claude Desktop',
  signIns: ['browser', 'key'],
  ways: (setup) => [extension(setup), file(setup), connector(setup)],
  checks: [
    'Claude Desktop was quit and started again, not only its window closed.',
    'Settings, Developer shows the entry, and its log says what went wrong.',
    'With the configuration file: Node.js is on the computer. `node --version` in a terminal says so.',
    TAB_IS_OPEN,
  ],
}
