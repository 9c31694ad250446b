/**
 * The connector author's whole world. A connector type is one class:
 *
 *   @connector({ type, title, description, baseUrls, auth })
 *   export class Example extends BaseConnector {
 *     @tool({ description, input, output, effect: 'read', scopes: [] })
 *     async listThings({ limit, cursor }: Input<typeof ListThings>) { ... }
 *   }
 */
export { z } from 'zod'
export { answer } from './answer'
export { type AuthMethod, noAuth, token } from './auth'
export { BaseConnector, fieldErrors } from './base'
export { Content, content, type ContentBlock, type ResourceContents } from './content'
export type { CallContext, ConnectorInstance, InputAnswers, InputRequest, LogLevel, Memory } from './context'
export { decodeCursor, encodeCursor } from './cursor'
export type {
  ConnectorClass,
  ConnectorDeclaration,
  Effect,
  PromptDeclaration,
  ResourceBody,
  ResourceDeclaration,
  ToolDeclaration,
} from './declarations'
export { connector, declareTool, prompt, resource, tool } from './decorators'
export { ConnectorError, type ConnectorErrorCode, type ConnectorErrorDetails } from './errors'
export { explainStatus } from './explain'
export type { AuthCheck, Connector, PromptDefinition, PromptMessage, ResourceDefinition, ToolDefinition } from './face'
export { fit } from './fit'
export type { Explain, SignedUpload, VendorFailure, VendorHttp, VendorRequest, VendorResponse } from './http'
export {
  type Account,
  type AccountPlace,
  DEFAULT_TOKENS,
  type NamedToken,
  type OAuth2,
  oauth2,
  type OAuth2Addresses,
  type TokenReply,
} from './oauth2'
export { type PageInput, slicePage } from './paging'
export { path, type VendorPath } from './path'
export { retryAfter } from './rate-limit'
export { parseMarkdown, renderMarkdown, type RichBlock, type RichInline, type RichText, richText } from './rich-text'
export { type ConnectorType, defaultRegistry, oauthOf, providerOf, Registry } from './registry'
export {
  cursor,
  detail,
  type Input,
  isRaw,
  type JsonSchema,
  limit,
  page,
  type RawSchema,
  type Schema,
  toJsonSchema,
} from './schema'
export { compact, cut, markdown, visible } from './text'
export { isTemplate, matchTemplate } from './uri-template'
