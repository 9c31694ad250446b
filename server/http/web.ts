import express, { type Express, type RequestHandler } from 'express'
import { AppError } from '../errors'
import type { Log } from '../observability/log'
import { docs } from './docs'
import type { Endpoint } from './endpoint'
import { headers } from './headers'
import { mountEndpoints, type MountParts } from './mount'
import type { RefuseOrigin } from './origin-check'
import { nothingHere, problemHandler } from './problem'
import { webApp } from './static'

export interface WebParts extends MountParts {
  readonly endpoints: readonly Endpoint[]
  readonly publicUrl: string
  readonly refuseOrigin: RefuseOrigin
  readonly log: Log
  readonly version: string
  /** The built web app. */
  readonly webFolder: string
  /** Addresses that are neither the admin API nor a page, such as /health; they come before both. */
  readonly before?: RequestHandler
}

/** Everything that is spoken over plain HTTP, except MCP. */
export function makeWeb(parts: WebParts): Express {
  const { endpoints, publicUrl, refuseOrigin, originOf, log, version, webFolder, before } = parts
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.use(headers(publicUrl, originOf))
  app.use(guard(refuseOrigin))
  if (before) app.use(before)
  app.use(docs(endpoints, version))
  mountEndpoints(app, endpoints, parts)
  app.use('/api', nothingHere)
  app.use(webApp(webFolder))
  app.use(nothingHere)
  app.use(problemHandler(originOf, log))
  return app
}

/** Probes come by address, so /health answers under any name. */
const guard =
  (refuseOrigin: RefuseOrigin): RequestHandler =>
  (req, _res, next) => {
    const reason = /^\/health(\/|$)/.test(req.path) ? undefined : refuseOrigin(req)
    if (reason !== undefined) throw new AppError('forbidden', reason)
    next()
  }
