import { type Asked, basicOf } from './messages'
import type { Refusal, RegisteredApp, VendorRules } from './rules'

type Place = 'basic' | 'body'

/** The application that asks, if it proves itself where this vendor wants the proof. */
export function clientOf(
  asked: Asked,
  apps: readonly RegisteredApp[],
  places: VendorRules['token']['client'],
): { app: RegisteredApp } | { refusal: Refusal } {
  const basic = basicOf(asked.headers)
  const { client_id: id = '', client_secret: secret } = asked.fields
  const given: Partial<Record<Place, { id: string; secret: string }>> = {
    ...(basic ? { basic } : {}),
    ...(secret === undefined ? {} : { body: { id, secret } }),
  }
  const used = (['basic', 'body'] as const).filter((place) => given[place])
  const [place] = used
  // RFC 6749, 2.3: one way at a time.
  if (place === undefined || used.length > 1 || !places.includes(place)) return { refusal: 'wrong_proof' }
  const proof = given[place]
  const app = apps.find(({ clientId }) => clientId === proof?.id)
  if (!app) return { refusal: 'unknown_client' }
  return app.clientSecret === proof?.secret ? { app } : { refusal: 'wrong_secret' }
}
