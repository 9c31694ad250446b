import express, { type Express } from 'express'
import type { IncomingMessage } from 'node:http'
import type { Log } from '../observability/log'
import { AppError } from '../errors'
import type { Endpoint } from './endpoint'
import { headers } from './headers'
import { mountEndpoints, type MountParts } from './mount'
import { nothingHere, problemHandler } from './problem'

export interface WebAppParts extends MountParts {
  readonly publicUrl: string
  readonly version: string
  readonly refuseOrigin: (req: IncomingMessage) => string | undefined
  readonly log: Log
}

/** Everything that is for people: the admin API, its documents and the web app. */
export function webApp(endpoints: readonly Endpoint[], parts: WebAppParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(headers(parts.publicUrl, parts.originOf))
  app.use((req, _res, next) => {
    const refused = parts.refuseOrigin(req)
    if (refused !== undefined) throw new AppError('forbidden', refused)
    next()
  })
  mountEndpoints(app, endpoints, parts)
  app.use('/api', nothingHere)
  app.use(problemHandler(parts.originOf, parts.log))
  return app
}
