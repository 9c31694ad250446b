import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  BaseConnector,
  type CallContext,
  connector,
  ConnectorError,
  content,
  type Input,
  noAuth,
  prompt,
  type PromptDefinition,
  type PromptMessage,
  type RawSchema,
  resource,
  type ResourceBody,
  tool,
  type ToolDefinition,
  z,
} from '../../../connectors/sdk'
import { ask, DEFAULTS, ENUMS, filled, form } from './forms'
import { PNG, WAV } from './media'

const Nothing = z.strictObject({})
const Sampling = z.strictObject({ prompt: z.string().describe('What to ask the model.') })
const Elicitation = z.strictObject({ message: z.string().describe('What to ask the person.') })
const TwoArguments = z.object({ arg1: z.string().describe('The first.'), arg2: z.string().describe('The second.') })
const Embedded = z.object({ resourceUri: z.string().describe('The resource to embed.') })
const Mirrored: RawSchema = {
  jsonSchema: {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      level: { type: 'integer', 'x-mcp-header': 'Level' },
    },
    required: ['region'],
    additionalProperties: false,
  },
}

const text = (words: string) => content([{ type: 'text', text: words }])
const user = (block: PromptMessage['content']): PromptMessage => ({ role: 'user', content: block })
const plain = { input: Nothing, effect: 'read', scopes: [] } as const

/** Files beside this one, which is compiled for each run: what changes must change in all processes of the run. */
const EXTRA = { tool: join(__dirname, 'extra-tool'), prompt: join(__dirname, 'extra-prompt') }

/** By the trigger tools, so that the announced change is a real one. */
function flip(file: string): void {
  if (existsSync(file)) rmSync(file)
  else writeFileSync(file, '')
}

@connector({
  type: 'test',
  title: 'Protocol fixtures',
  description: 'One tool, prompt or resource for each thing the protocol can carry.',
  baseUrls: { default: 'https://fixtures.invalid' },
  auth: [noAuth()],
})
export class TestFixtures extends BaseConnector {
  override async getTools(ctx: CallContext): Promise<readonly ToolDefinition[]> {
    const tools = await super.getTools(ctx)
    return existsSync(EXTRA.tool) ? [...tools, { ...plain, name: 'extra_tool', description: 'Comes and goes.' }] : tools
  }

  override async executeTool(name: string, args: Readonly<Record<string, unknown>>, ctx: CallContext) {
    return name === 'extra_tool' ? text('Here for now.') : super.executeTool(name, args, ctx)
  }

  override async getPrompts(ctx: CallContext): Promise<readonly PromptDefinition[]> {
    const prompts = await super.getPrompts(ctx)
    const render = async () => [user({ type: 'text', text: 'Here for now.' })]
    const added = { name: 'extra_prompt', description: 'Comes and goes.', arguments: [], render }
    return existsSync(EXTRA.prompt) ? [...prompts, added] : prompts
  }

  // What a result may hold

  @tool({ ...plain, description: 'Returns text.' })
  async simpleText() {
    return text('This is a simple text response for testing.')
  }

  @tool({ ...plain, description: 'Returns a picture.' })
  async imageContent() {
    return content([{ type: 'image', data: PNG, mimeType: 'image/png' }])
  }

  @tool({ ...plain, description: 'Returns a sound.' })
  async audioContent() {
    return content([{ type: 'audio', data: WAV, mimeType: 'audio/wav' }])
  }

  @tool({ ...plain, description: 'Returns an embedded resource.' })
  async embeddedResource() {
    const uri = 'test://embedded-resource'
    return content([{ type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'Embedded.' } }])
  }

  @tool({ ...plain, description: 'Returns text, a picture and a resource.' })
  async multipleContentTypes() {
    const uri = 'test://mixed-content-resource'
    return content([
      { type: 'text', text: 'Three kinds:' },
      { type: 'image', data: PNG, mimeType: 'image/png' },
      { type: 'resource', resource: { uri, mimeType: 'application/json', text: '{"test":"data","value":123}' } },
    ])
  }

  @tool({ ...plain, description: 'Always fails.' })
  async errorHandling(): Promise<never> {
    throw new ConnectorError('conflict', 'This tool fails on purpose.')
  }

  // What may happen during a call

  @tool({ ...plain, description: 'Writes three log lines.' })
  async toolWithLogging(_: Input<typeof Nothing>, ctx: CallContext) {
    await ctx.log('info', 'started')
    await wait(50)
    await ctx.log('info', 'working')
    await wait(50)
    await ctx.log('info', 'finished')
    return text('Logged three lines.')
  }

  @tool({ ...plain, description: 'Writes a log line.' })
  async loggingTool(_: Input<typeof Nothing>, ctx: CallContext) {
    await ctx.log('info', 'only for those who asked')
    return text('Logged one line.')
  }

  @tool({ ...plain, description: 'Reports progress three times.' })
  async toolWithProgress(_: Input<typeof Nothing>, ctx: CallContext) {
    await ctx.progress(0, 100)
    await wait(50)
    await ctx.progress(50, 100)
    await wait(50)
    await ctx.progress(100, 100)
    return text('Reported three times.')
  }

  @tool({ ...plain, description: 'Ends the stream before it answers.' })
  async reconnection(_: Input<typeof Nothing>, ctx: CallContext) {
    await wait(50)
    ctx.closeStream()
    await wait(100)
    return text('Answered after the stream had ended.')
  }

  @tool({ ...plain, description: 'Adds or removes a tool.' })
  async triggerToolChange(_: Input<typeof Nothing>, ctx: CallContext) {
    flip(EXTRA.tool)
    ctx.changed('tools')
    return text('The tools changed.')
  }

  @tool({ ...plain, description: 'Adds or removes a prompt.' })
  async triggerPromptChange(_: Input<typeof Nothing>, ctx: CallContext) {
    flip(EXTRA.prompt)
    ctx.changed('prompts')
    return text('The prompts changed.')
  }

  @tool({ description: 'Its arguments are mirrored in headers.', input: Mirrored, effect: 'read', scopes: [] })
  async xMcpHeader({ region, level }: Input<typeof Mirrored>) {
    return text(`region=${String(region)} level=${String(level)}`)
  }

  // Asking the client

  @tool({ ...plain, input: Sampling, description: 'Asks the model.' })
  async sampling({ prompt: question }: Input<typeof Sampling>, ctx: CallContext) {
    const { reply } = await ctx.requestInput({ reply: ask(question) })
    return text(`The model replied: ${JSON.stringify(reply)}`)
  }

  @tool({ ...plain, input: Elicitation, description: 'Asks the person.' })
  async elicitation({ message }: Input<typeof Elicitation>, ctx: CallContext) {
    const who = form(message, { username: { type: 'string' }, email: { type: 'string' } })
    const { answer } = await ctx.requestInput({ answer: who })
    return text(`The person replied: ${JSON.stringify(answer)}`)
  }

  @tool({ ...plain, name: 'elicitation_sep1034_defaults', description: 'Asks with a default for each field.' })
  async elicitationDefaults(_: Input<typeof Nothing>, ctx: CallContext) {
    const { answer } = await ctx.requestInput({ answer: form('Check these.', DEFAULTS, []) })
    return text(`The person replied: ${JSON.stringify(answer)}`)
  }

  @tool({ ...plain, name: 'elicitation_sep1330_enums', description: 'Asks for choices.' })
  async elicitationEnums(_: Input<typeof Nothing>, ctx: CallContext) {
    const { answer } = await ctx.requestInput({ answer: form('Choose.', ENUMS, []) })
    return text(`The person replied: ${JSON.stringify(answer)}`)
  }

  @tool({ ...plain, description: 'Needs a model, whether or not the client has one.' })
  async missingCapability(_: Input<typeof Nothing>, ctx: CallContext) {
    await ctx.requestInput({ reply: ask('Anything.') })
    return text('The client has a model.')
  }

  @tool({ ...plain, description: 'Asks the person in the middle of a stream.' })
  async streamingElicitation(_: Input<typeof Nothing>, ctx: CallContext) {
    await ctx.progress(1, 2)
    const { answer } = await ctx.requestInput({ answer: form('Go on?', { yes: { type: 'boolean' } }) })
    return text(`The person replied: ${JSON.stringify(answer)}`)
  }

  @tool({ ...plain, description: 'Asks for a name.' })
  async inputRequiredResultElicitation(_: Input<typeof Nothing>, ctx: CallContext) {
    const { user_name } = await ctx.requestInput({
      user_name: form('What is your name?', { name: { type: 'string' } }),
    })
    return text(`Hello, ${String(filled(user_name)?.name)}!`)
  }

  @tool({ ...plain, description: 'Asks the model one question.' })
  async inputRequiredResultSampling(_: Input<typeof Nothing>, ctx: CallContext) {
    const { capital_question } = await ctx.requestInput({ capital_question: ask('What is the capital of France?') })
    return text(`The model replied: ${JSON.stringify(capital_question)}`)
  }

  @tool({ ...plain, description: "Asks for the client's roots." })
  async inputRequiredResultListRoots(_: Input<typeof Nothing>, ctx: CallContext) {
    const { client_roots } = await ctx.requestInput({ client_roots: { kind: 'roots' } })
    return text(`The client's roots: ${JSON.stringify(client_roots)}`)
  }

  @tool({ ...plain, description: 'Asks for a confirmation and finds its state again.' })
  async inputRequiredResultRequestState(_: Input<typeof Nothing>, ctx: CallContext) {
    await ctx.requestInput({ confirm: form('Confirm.', { ok: { type: 'boolean' } }) })
    return text('state-ok')
  }

  @tool({ ...plain, description: 'Must not accept a state that somebody changed.' })
  async inputRequiredResultTamperedState(_: Input<typeof Nothing>, ctx: CallContext) {
    await ctx.requestInput({ confirm: form('Confirm.', { ok: { type: 'boolean' } }) })
    return text('state-ok')
  }

  @tool({ ...plain, description: 'Asks the person, the model and the client at once.' })
  async inputRequiredResultMultipleInputs(_: Input<typeof Nothing>, ctx: CallContext) {
    const answers = await ctx.requestInput({
      user_name: form('What is your name?', { name: { type: 'string' } }),
      greeting: ask('Write a greeting.', 50),
      client_roots: { kind: 'roots' },
    })
    return text(`Received ${Object.keys(answers).sort().join(', ')}.`)
  }

  @tool({ ...plain, description: 'Asks twice, one after the other.' })
  async inputRequiredResultMultiRound(_: Input<typeof Nothing>, ctx: CallContext) {
    const { step1 } = await ctx.requestInput({ step1: form('Your name?', { name: { type: 'string' } }) })
    const { step2 } = await ctx.requestInput({ step2: form('Your colour?', { color: { type: 'string' } }) })
    return text(`${String(filled(step1)?.name)} likes ${String(filled(step2)?.color)}.`)
  }

  @tool({ ...plain, description: 'Asks only for what the client can do.' })
  async inputRequiredResultCapabilities(_: Input<typeof Nothing>, ctx: CallContext) {
    const answers = await ctx.requestInput({
      ...(ctx.supports('elicit') ? { answer: form('Anything?', { text: { type: 'string' } }) } : {}),
      ...(ctx.supports('sample') ? { reply: ask('Anything.') } : {}),
      ...(ctx.supports('roots') ? { roots: { kind: 'roots' } as const } : {}),
    })
    return text(`Received ${Object.keys(answers).sort().join(', ')}.`)
  }

  // Resources

  @resource({ uri: 'test://static-text', name: 'Text', description: 'Never changes.', mimeType: 'text/plain' })
  async staticText(): Promise<ResourceBody> {
    return 'This is the content of the static text resource.'
  }

  @resource({ uri: 'test://static-binary', name: 'Picture', description: 'Never changes.', mimeType: 'image/png' })
  async staticBinary(): Promise<ResourceBody> {
    return { blob: PNG }
  }

  @resource({ uri: 'test://watched-resource', name: 'Watched', description: 'May be watched.', mimeType: 'text/plain' })
  async watchedResource(): Promise<ResourceBody> {
    return 'Watch me.'
  }

  @resource({ uri: 'test://template/{id}/data', name: 'Data', description: 'By id.', mimeType: 'application/json' })
  async templateData({ id }: Readonly<Record<string, string>>): Promise<ResourceBody> {
    return JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` })
  }

  // Prompts

  @prompt({ description: 'One line.' })
  async simplePrompt() {
    return 'This is a simple prompt for testing.'
  }

  @prompt({ description: 'Repeats its arguments.', arguments: TwoArguments })
  async promptWithArguments({ arg1, arg2 }: z.output<typeof TwoArguments>) {
    return `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`
  }

  @prompt({ description: 'Embeds a resource.', arguments: Embedded })
  async promptWithEmbeddedResource({ resourceUri: uri }: z.output<typeof Embedded>) {
    return [
      user({ type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'Embedded.' } }),
      user({ type: 'text', text: 'Work with the resource above.' }),
    ]
  }

  @prompt({ description: 'Shows a picture.' })
  async promptWithImage() {
    return [
      user({ type: 'image', data: PNG, mimeType: 'image/png' }),
      user({ type: 'text', text: 'Look at the picture above.' }),
    ]
  }

  @prompt({ description: 'Asks the person before it is written.' })
  async inputRequiredResultPrompt(_: Readonly<Record<string, unknown>>, ctx: CallContext) {
    const wanted = form('Which context?', { context: { type: 'string' } })
    const { user_context } = await ctx.requestInput({ user_context: wanted })
    return `In the context of ${String(filled(user_context)?.context)}.`
  }
}
