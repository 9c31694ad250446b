import type { IncomingMessage } from 'node:http'
import express, { type Express, type Router } from 'express'
import { AppError } from '../errors'
import type { Log } from '../observability/log'
import { docs } from './docs'
import type { Endpoint } from './endpoint'
import { headers } from './headers'
import { mountEndpoints, type MountParts } from './mount'
import { nothingHere, problemHandler } from './problem'
import { file, webFiles } from './static'

export interface WebAppParts extends MountParts {
  readonly publicUrl: string
  readonly version: string
  readonly refuseOrigin: (req: IncomingMessage) => string | undefined
  readonly log: Log
  /** Sign-in and what belongs to it: see `pages/`. They come before the web app, which would answer any address. */
  readonly pages?: Router
  /** Addresses below /api that browsers are sent to. */
  readonly connectPages?: Router
  /** The pictures of connector types, for everybody. */
  readonly icons?: Router
  /** The built web app; without it this server answers only programs. */
  readonly webFolder?: string
  /** The bridge as an npm package, which `npx` installs from our own address: /downloads/sagemcp-bridge.tgz */
  readonly bridgePackage?: string
}

/** Everything that is for people: the admin API, its documents and the web app. */
export function webApp(endpoints: readonly Endpoint[], parts: WebAppParts): Express {
  const { publicUrl, version, refuseOrigin, originOf, log, webFolder, bridgePackage, pages, connectPages, icons } =
    parts
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.use(headers(publicUrl, originOf))
  app.use((req, _res, next) => {
    const refused = refuseOrigin(req)
    if (refused !== undefined) throw new AppError('forbidden', refused)
    next()
  })
  app.use(docs(endpoints, version))
  mountEndpoints(app, endpoints, parts)
  if (connectPages !== undefined) app.use(connectPages)
  if (icons !== undefined) app.use(icons)
  app.use('/api', nothingHere)
  if (bridgePackage !== undefined) app.get('/downloads/sagemcp-bridge.tgz', file(bridgePackage))
  if (pages !== undefined) app.use(pages)
  if (webFolder !== undefined) app.use(webFiles(webFolder))
  app.use(nothingHere)
  app.use(problemHandler(originOf, log))
  return app
}
