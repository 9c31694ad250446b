import { Argument, Command } from 'commander'
import type { AskedEndpoint } from '../mcp/as-client'
import { act } from './act'
import type { Given } from './remote'
import { printTable } from './table'

interface Options {
  readonly server: string
  readonly connector?: string
  readonly json?: true
  readonly args: string
}

const WHOSE = 'a key of this tenant, or of a person in it'
const HELP = `
SAGEMCP_KEY is ${WHOSE}: what is listed is what this key may call, as an AI client would see it.`

/** `sagemcp tools list|call`: over MCP, so that it shows what clients get. */
export function toolsCommand(given: Given): Command {
  const shared = (name: string) =>
    new Command(name)
      .addArgument(new Argument('<tenant>', 'its slug'))
      .option('--server <url>', 'where the server is', given.url)
      .option('--connector <slug>', 'only the endpoint of this connector')
      .addHelpText('after', HELP)

  const list = shared('list')
    .description('The tools that a key may call')
    .option('--json', 'print JSON, one tool with its input schema a line')
    .action((tenant: string, options: Options) =>
      act(list, async () => {
        const tools = await at(given, tenant, options, (endpoint) => endpoint.tools())
        if (options.json) for (const tool of tools) process.stdout.write(`${JSON.stringify(tool)}\n`)
        else printTable(COLUMNS, tools, 'there are no tools for this key')
      }),
    )

  const call = shared('call')
    .description('Call a tool and print what it gives; exits with 1 when it fails')
    .argument('<tool>', 'its whole name, such as github_get_me')
    .option('--args <json>', 'its arguments as a JSON object, or - to read them from standard input', '{}')
    .action((tenant: string, tool: string, options: Options) =>
      act(call, async () => {
        const args = await readArguments(options.args)
        const { isError, value, text } = await at(given, tenant, options, (endpoint) => endpoint.call(tool, args))
        if (isError) throw new Error(text)
        process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
      }),
    )
  return new Command('tools').description('List and call the tools of a tenant').addCommand(list).addCommand(call)
}

const COLUMNS = {
  tool: ({ name }: { name: string }) => name,
  'what it does': ({ description }: { description: string }) => description.split(/(?<=\.)\s/)[0]?.slice(0, 100) ?? '',
}

async function at<T>(
  given: Given,
  tenant: string,
  { server, connector }: Options,
  work: (endpoint: AskedEndpoint) => Promise<T>,
): Promise<T> {
  const [{ remoteOf }, { asClient }, { mcpPath }] = await Promise.all([
    import('./remote'),
    import('../mcp/as-client'),
    import('./mcp-path'),
  ])
  const { url, key } = remoteOf(server, given.key, WHOSE)
  return asClient(new URL(mcpPath(tenant, connector), url), key, work).catch((cause: unknown) => {
    throw new Error(refusal(url, cause), { cause })
  })
}

function refusal(url: string, cause: unknown): string {
  const { status, message } = statusOf(cause)
  if (status === 401) return 'the server does not know this key: check SAGEMCP_KEY'
  // Who may not know of a tenant is told the same.
  if (status === 404) return 'there is no such tenant or connector for this key. A key of the platform uses no tools.'
  if (/fetch failed|ECONN/.test(message)) return `${url} does not answer. Is it running, and is --server its address?`
  return message
}

function statusOf(cause: unknown): { status: number | undefined; message: string } {
  const { status, code, message } = cause as { status?: unknown; code?: unknown; message?: unknown }
  const found = [status, code].find((each) => typeof each === 'number' && each >= 400 && each < 600)
  return { status: found as number | undefined, message: typeof message === 'string' ? message : String(cause) }
}

async function readArguments(given: string): Promise<Readonly<Record<string, unknown>>> {
  let text = given
  if (given === '-') {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
    text = Buffer.concat(chunks).toString()
  }
  const value = parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Error(`the arguments must be a JSON object, such as --args '{"limit": 5}'`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
