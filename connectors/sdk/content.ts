export type ContentBlock =
  | { type: 'text'; text: string }
  | { type: 'image' | 'audio'; data: string; mimeType: string }
  | { type: 'resource'; resource: ResourceContents }
  | { type: 'resource_link'; uri: string; name: string; description?: string; mimeType?: string }

export type ResourceContents =
  | { uri: string; mimeType?: string; text: string }
  /** base64 */
  | { uri: string; mimeType?: string; blob: string }

/** What a tool returns when its result is not one JSON value: pictures, sound, embedded resources. */
export class Content {
  constructor(
    readonly blocks: readonly ContentBlock[],
    readonly isError: boolean,
    /** Goes beside the blocks, and has the form of the tool's `output`. */
    readonly structured?: Readonly<Record<string, unknown>>,
  ) {}
}

interface ContentOptions {
  isError?: boolean
  structured?: Readonly<Record<string, unknown>>
}

export const content = (
  blocks: readonly ContentBlock[],
  { isError = false, structured }: ContentOptions = {},
): Content => new Content(blocks, isError, structured)
