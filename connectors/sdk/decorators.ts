import type { z } from 'zod'
import type { CallContext } from './context'
import {
  type ConnectorClass,
  type ConnectorDeclaration,
  draft,
  type PromptDeclaration,
  type ResourceBody,
  type ResourceDeclaration,
  type ToolDeclaration,
} from './declarations'
import type { PromptMessage } from './face'
import { defaultRegistry } from './registry'
import type { Input, Schema } from './schema'

const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

function put<T>(map: Map<string, T>, name: string, value: T, what: string, proto: object): void {
  if (map.has(name)) throw new Error(`${what} "${name}" is declared twice in class ${proto.constructor.name}.`)
  map.set(name, value)
}

/** Keeps the types of a declaration that stands apart from its method. */
export const declareTool = <I extends Schema, O extends Schema>(declaration: ToolDeclaration<I, O>) => declaration

/** Marks a method as a tool. Generic over the method, or TypeScript would refuse correct ones. */
export const tool =
  <I extends Schema, O extends Schema>(declaration: ToolDeclaration<I, O>) =>
  <M extends (input: Input<I>, ctx: CallContext) => Promise<unknown>>(
    proto: object,
    method: string,
    _descriptor: TypedPropertyDescriptor<M>,
  ): void =>
    put(draft(proto).tools, declaration.name ?? snake(method), { method, declaration }, 'Tool', proto)

/** Marks a method as a prompt; it returns the text of one user message, or messages. */
export const prompt =
  <A extends z.ZodObject>(declaration: PromptDeclaration<A>) =>
  <M extends (args: z.output<A>, ctx: CallContext) => Promise<string | readonly PromptMessage[]>>(
    proto: object,
    method: string,
    _descriptor: TypedPropertyDescriptor<M>,
  ): void =>
    put(draft(proto).prompts, declaration.name ?? snake(method), { method, declaration }, 'Prompt', proto)

/** Marks a method that reads a resource; it receives the template's values. */
export const resource =
  (declaration: ResourceDeclaration) =>
  <M extends (params: Readonly<Record<string, string>>, ctx: CallContext) => Promise<ResourceBody>>(
    proto: object,
    method: string,
    _descriptor: TypedPropertyDescriptor<M>,
  ): void =>
    void draft(proto).resources.push({ method, declaration })

/** Declares a class as a connector type and registers it when its module is imported. */
export const connector =
  (declaration: ConnectorDeclaration) =>
  (cls: ConnectorClass): void => {
    draft(cls.prototype as object).declaration = declaration
    defaultRegistry.add(cls)
  }
