import express, { type RequestHandler, Router } from 'express'
import path from 'node:path'

/** Paths that are never a page of the web app. */
const NOT_PAGES = /^\/(api|health|downloads|assets)(\/|$)/

/** The built web app. Files of `assets/` have their content's hash in the name, so they are kept for ever. */
export function webFiles(folder: string): Router {
  const router = Router()
  router.use(
    '/assets',
    express.static(path.join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, redirect: false }),
  )
  router.use(express.static(folder, { index: false, redirect: false, maxAge: 0 }))
  router.use(page(path.join(folder, 'index.html')))
  return router
}

/** Any other address that a browser opens is a page that the app finds by itself. */
const page =
  (index: string): RequestHandler =>
  (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next()
    if (NOT_PAGES.test(req.path) || !req.accepts('html')) return next()
    file(index)(req, res, next)
  }

/** One file, asked for anew each time. Where it was not built there is nothing. */
export const file =
  (name: string): RequestHandler =>
  (_req, res, next) => {
    res.sendFile(name, { cacheControl: false, headers: { 'Cache-Control': 'no-cache' } }, (error) => {
      if (error && !res.headersSent) next(Object.assign(new Error('not built', { cause: error }), { status: 404 }))
    })
  }
