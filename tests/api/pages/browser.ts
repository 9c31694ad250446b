import type { Express } from 'express'
import request from 'supertest'

interface Form {
  readonly action: string
  readonly submit: string
  readonly fields: Readonly<Record<string, string>>
}

export interface Page {
  readonly status: number
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly setCookies: readonly string[]
  readonly html: string
  readonly title: string
  /** What is on the page, without its markup. */
  readonly text: string
  readonly forms: readonly Form[]
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  readonly follow?: boolean
}

const entity = (text: string) => text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
const attribute = (tag: string, name: string) => entity(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

/** What a person without script has: pages, forms with what the server put into them, and cookies. */
export class Browser {
  readonly cookies = new Map<string, string>()

  constructor(
    private readonly app: Express,
    readonly address: string,
    private readonly host: string,
  ) {}

  open = (path: string, sent: Sent = {}): Promise<Page> => this.#send('get', path, undefined, sent)

  /** Any fields to any address, with the cookies of this browser. */
  post = (path: string, fields: Readonly<Record<string, string>> | string, sent: Sent = {}): Promise<Page> =>
    this.#send('post', path, fields, sent)

  /** Fills in the form with this button and sends it. */
  submit(page: Page, button: string, fields: Readonly<Record<string, string>> = {}, sent: Sent = {}): Promise<Page> {
    const form = page.forms.find((f) => f.submit === button || f.submit.startsWith(`${button} `))
    if (!form)
      throw new Error(
        `no form "${button}" on "${page.title}" (${page.status}), only ${page.forms.map((f) => f.submit)}`,
      )
    const unknown = Object.keys(fields).filter((name) => !(name in form.fields))
    if (unknown.length > 0) throw new Error(`the form "${button}" has no field ${unknown}`)
    return this.#send('post', form.action, { ...form.fields, ...fields }, sent)
  }

  async signIn(email: string, password: string): Promise<Page> {
    return this.submit(await this.open('/sign-in'), 'Sign in', { email, password })
  }

  async #send(
    method: 'get' | 'post',
    path: string,
    fields: Readonly<Record<string, string>> | string | undefined,
    { headers = {}, follow = true }: Sent,
  ): Promise<Page> {
    const agent = request(this.app)
    const test = (method === 'get' ? agent.get(path) : agent.post(path))
      .redirects(0)
      .set('Host', this.host)
      .set('X-Forwarded-For', this.address)
    if (this.cookies.size > 0) test.set('Cookie', [...this.cookies].map((pair) => pair.join('=')).join('; '))
    if (fields !== undefined) test.type('form').send(fields)
    const reply = await test.set(headers)
    const setCookies = ([reply.headers['set-cookie'] ?? []] as string[][]).flat()
    for (const line of setCookies) this.#store(line)
    const { location } = reply.headers
    if (follow && reply.status === 303 && location !== undefined) return this.open(location)
    return pageOf(path, reply.status, reply.headers as Page['headers'], setCookies, reply.text)
  }

  #store(line: string): void {
    const [pair = ''] = line.split(';')
    const [name = '', value = ''] = pair.split('=')
    if (/Max-Age=0(;|$)/.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

function pageOf(path: string, status: number, headers: Page['headers'], setCookies: string[], html: string): Page {
  const text = (part: string) =>
    entity(part.replace(/<[^>]*>/g, ' '))
      .replace(/\s+/g, ' ')
      .trim()
  const forms = [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = '', body = '']) => ({
    action: attribute(tag, 'action'),
    submit: text(/<button[^>]*>([\s\S]*?)<\/button>/.exec(body)?.[1] ?? ''),
    fields: Object.fromEntries(
      [...body.matchAll(/<input[^>]*>/g)].map(([input]) => [attribute(input, 'name'), attribute(input, 'value')]),
    ),
  }))
  const title = text(/<h1>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '')
  return {
    status,
    path,
    headers,
    setCookies,
    html,
    title,
    forms,
    text: text(html.replace(/<head>[\s\S]*<\/head>/, '')),
  }
}
