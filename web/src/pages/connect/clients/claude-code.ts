import { act, type Client, exportKey, headerOption, headers, json, shell, TAB_IS_OPEN } from './client'

export const claudeCode: Client = {
  id: 'claude-code',
  title: 'Claude Code',
  signIns: ['browser', 'key'],
  ways: (setup) => [
    {
      id: 'command',
      title: 'Command',
      hint: 'For you, in the folder where you run it.',
      steps: [
        shell(
          'Run in a terminal',
          `${exportKey(setup)}claude mcp add --transport http ${setup.name} ${setup.url}${headerOption(setup)}`,
        ),
        ...(setup.signIn === 'browser'
          ? [
              act(
                `Start Claude Code and type /mcp. Choose ${setup.name}, then Authenticate. Your browser opens; sign in there and allow it.`,
              ),
            ]
          : [act('Start Claude Code. /mcp shows it as connected.')]),
      ],
    },
    {
      id: 'project',
      title: 'Project file',
      hint: 'For everybody who works on a project. It holds no key.',
      steps: [
        json('Put into .mcp.json, at the root of the project', {
          mcpServers: { [setup.name]: { type: 'http', url: setup.url, ...headers(setup, '${SAGEMCP_KEY}') } },
        }),
        ...(setup.signIn === 'browser'
          ? [act(`Everybody signs in once: type /mcp, choose ${setup.name}, then Authenticate.`)]
          : [
              act('Everybody puts a key of their own into the environment before they start Claude Code.'),
              shell('Run in a terminal', exportKey(setup).trimEnd()),
            ]),
      ],
    },
  ],
  checks: [
    '`claude mcp list` shows the entry, and says whether it connects.',
    'You started Claude Code in the folder where you ran the command.',
    TAB_IS_OPEN,
  ],
}
