/** What programs call themselves, and what people call them. */
const NAMES: Readonly<Record<string, string>> = {
  'claude-code': 'Claude Code',
  'claude-ai': 'Claude Desktop',
  'cursor-vscode': 'Cursor',
  'Visual Studio Code': 'VS Code',
  'gemini-cli-mcp-client': 'Gemini CLI',
  'codex-mcp-client': 'Codex',
  'openai-mcp': 'ChatGPT',
}

export const programName = ({ clientName, clientVersion }: { clientName: string; clientVersion: string }): string =>
  [NAMES[clientName] ?? clientName, clientVersion].filter(Boolean).join(' ')

export const TRANSPORT_WORDS: Readonly<Record<string, string>> = {
  http: 'HTTP',
  'http-session': 'HTTP',
  websocket: 'WebSocket',
  sse: 'SSE',
}
