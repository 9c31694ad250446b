import { act, type Client, exportKey, headerOption, headers, json, shell, TAB_IS_OPEN } from './client'

export const geminiCli: Client = {
  id: 'gemini-cli',
  title: 'Gemini CLI',
  signIns: ['browser', 'key'],
  ways: (setup) => [
    {
      id: 'command',
      title: 'Command',
      steps: [
        shell(
          'Run in a terminal',
          `${exportKey(setup)}gemini mcp add --scope user --transport http ${setup.name} ${setup.url}${headerOption(setup)}`,
        ),
        act(
          setup.signIn === 'browser'
            ? `Start Gemini CLI and type /mcp auth ${setup.name}. Your browser opens; sign in there and allow it.`
            : 'Start Gemini CLI. /mcp shows its tools.',
        ),
      ],
    },
    {
      id: 'file',
      title: 'Settings file',
      hint: 'It holds no key.',
      steps: [
        json('Add to ~/.gemini/settings.json', {
          mcpServers: { [setup.name]: { httpUrl: setup.url, ...headers(setup, '$SAGEMCP_KEY') } },
        }),
        ...(setup.signIn === 'browser'
          ? [act(`Start Gemini CLI and type /mcp auth ${setup.name}.`)]
          : [shell('Run in a terminal, before Gemini CLI', exportKey(setup).trimEnd())]),
      ],
    },
  ],
  checks: [
    '`gemini mcp list` shows the entry, and says whether it connects.',
    'Gemini CLI trusts the folder you are in; elsewhere it starts no MCP servers.',
    TAB_IS_OPEN,
  ],
}
