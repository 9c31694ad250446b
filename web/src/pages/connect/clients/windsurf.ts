import { act, type Client, headers, json, keepKey, TAB_IS_OPEN } from './client'

export const windsurf: Client = {
  id: 'windsurf',
  title: 'Windsurf',
  signIns: ['browser', 'key'],
  ways: (setup) => [
    {
      id: 'file',
      title: 'Configuration file',
      steps: [
        ...keepKey(setup, 'Windsurf'),
        json('Add to ~/.codeium/windsurf/mcp_config.json', {
          // Not `url`, which it leaves aside.
          mcpServers: { [setup.name]: { serverUrl: setup.url, ...headers(setup, '${env:SAGEMCP_KEY}') } },
        }),
        act(
          setup.signIn === 'browser'
            ? 'Refresh the servers in the MCP panel of Cascade. Your browser opens; sign in there and allow it.'
            : 'Restart Windsurf.',
        ),
      ],
    },
  ],
  checks: [
    'The MCP panel of Cascade shows the entry without an error.',
    'With a key: Windsurf was started after the variable was set, and from an environment that has it.',
    TAB_IS_OPEN,
  ],
}
