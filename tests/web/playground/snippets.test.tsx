import { execFileSync } from 'node:child_process'
import { asCode, asCurl } from '../../../web/src/pages/playground/snippets'

const NASTY = `it's "$HOME" \`id\` \\ ! $(id)\nnext; 'x' ümlaut`
const call = {
  url: 'https://mcp.example.com/api/v1/acme/mcp',
  tool: 'github_create_issue',
  args: { title: NASTY, region: 'Zürich' },
  schema: { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } },
}

/** What curl would be given by a real shell. */
function givenToCurl(command: string, environment: Record<string, string>): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}\n`
  const out = execFileSync('bash', ['-c', script], { env: { PATH: process.env.PATH ?? '', ...environment } })
  return out.toString('utf8').split('\0').slice(0, -1)
}

describe('a call for a shell', () => {
  it('gives curl exactly the message and the headers, whatever is in them', () => {
    const given = givenToCurl(asCurl(call), { SAGEMCP_TOKEN: 'sk_live' })
    const body = JSON.parse(given[given.indexOf('--data-raw') + 1] ?? '') as { params: { arguments: unknown } }
    expect(body.params.arguments).toEqual(call.args)
    const headers = given.filter((_, n) => given[n - 1] === '-H')
    expect(headers).toEqual(
      expect.arrayContaining([
        'Authorization: Bearer sk_live',
        'MCP-Protocol-Version: 2026-07-28',
        'Mcp-Name: github_create_issue',
        `Mcp-Param-Region: =?base64?${Buffer.from('Zürich').toString('base64')}?=`,
      ]),
    )
    expect(given).toContain(call.url)
  })

  it('holds the name of the token and no token', () => {
    expect(asCurl(call)).toContain('$SAGEMCP_TOKEN')
    expect(asCurl(call)).not.toMatch(/Bearer (?!\$SAGEMCP_TOKEN")/)
  })
})

describe('a call as a program', () => {
  it('is TypeScript that calls the tool with the same arguments', () => {
    const code = asCode(call)
    const params = /callTool\((\{.*?\n\})\)/s.exec(code)?.[1] ?? ''
    expect(JSON.parse(params)).toEqual({ name: call.tool, arguments: call.args })
    expect(code).toContain('Bearer ${process.env.SAGEMCP_TOKEN}')
  })
})
