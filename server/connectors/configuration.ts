import { z } from 'zod'
import { type ConnectorType, oauthOf } from '../../connectors/sdk'
import { addressesOf } from '../credentials/addresses'
import { AppError } from '../errors'
import { describeIssues } from '../http/endpoint'

export type Configuration = Readonly<Record<string, unknown>>

const BaseUrl = z
  .string()
  .max(500)
  .refine((text) => URL.canParse(text), 'Must be a URL.')
  .transform((text) => new URL(text).href.replace(/\/+$/, ''))
  .optional()
  .describe('Where the vendor is, when it is not at its usual address.')

const Place = z
  .string()
  .max(200)
  .optional()
  .describe('Which of the things that the account reaches: its id or name. Needed where there are several.')

/** What an admin may set on a connector of this type, and nothing else. */
export const configurationOf = (type: ConnectorType): z.ZodObject =>
  (type.configuration ?? z.object({}))
    .safeExtend({ baseUrl: BaseUrl, ...(oauthOf(type)?.placeHosts ? { place: Place } : {}) })
    .strict()

export function parseConfiguration(type: ConnectorType, value: unknown): Configuration {
  const { success, data, error } = configurationOf(type).safeParse(value)
  if (success) return data
  throw new AppError('invalid_request', 'The configuration is not valid.', {
    fields: describeIssues(error, ['configuration']),
  })
}

/** Every place that a connector so configured sends its credential to. */
export function originsOf(type: ConnectorType, configuration: Configuration): string[] {
  return [...new Set(addressesOf({ type, configuration }).map((address) => new URL(address).origin))]
}
