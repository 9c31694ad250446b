import type { CallContext } from './context'
import type { ContentBlock, ResourceContents } from './content'
import type { ToolDeclaration } from './declarations'

export type PromptMessage = { role: 'user' | 'assistant'; content: ContentBlock }

export interface ToolDefinition extends ToolDeclaration {
  readonly name: string
}

export interface PromptDefinition {
  readonly name: string
  readonly title?: string
  readonly description: string
  readonly arguments: readonly { name: string; description?: string; required: boolean; options?: readonly string[] }[]
  render(args: Readonly<Record<string, string>>, ctx: CallContext): Promise<readonly PromptMessage[]>
}

export interface ResourceDefinition {
  /** A URI, or a URI template when it holds braces. */
  readonly uri: string
  readonly name: string
  readonly title?: string
  readonly description: string
  readonly mimeType?: string
  readonly tool?: string
}

export interface AuthCheck {
  /** The vendor account that the credential belongs to. */
  readonly account?: string
  readonly scopes?: readonly string[]
}

/** What the platform calls on a connector, and nothing else. {@link BaseConnector} derives it from the declarations. */
export interface Connector {
  getTools(ctx: CallContext): Promise<readonly ToolDefinition[]>
  /** `args` have passed the tool's input schema, except that `cursor` is still the opaque one. */
  executeTool(name: string, args: Readonly<Record<string, unknown>>, ctx: CallContext): Promise<unknown>
  getResources(ctx: CallContext): Promise<readonly ResourceDefinition[]>
  readResource(uri: string, ctx: CallContext): Promise<ResourceContents>
  getPrompts(ctx: CallContext): Promise<readonly PromptDefinition[]>
  /** Asks the vendor whether the credential works. */
  validateAuth(ctx: CallContext): Promise<AuthCheck>
}
