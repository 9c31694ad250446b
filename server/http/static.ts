import express, { type RequestHandler, Router } from 'express'
import path from 'node:path'

/** Paths that are never a page of the web app. */
const NOT_PAGES = /^\/(api|health|downloads|assets)(\/|$)/

/** The built web app. Files of `assets/` have their content's hash in the name, so they are kept for ever. */
export function webApp(folder: string): Router {
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
  (file: string): RequestHandler =>
  (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next()
    if (NOT_PAGES.test(req.path) || !req.accepts('html')) return next()
    res.sendFile(file, { cacheControl: false, headers: { 'Cache-Control': 'no-cache' } }, (error) => {
      // Not built: that is a page that does not exist.
      if (error && !res.headersSent) next(Object.assign(new Error('no web app', { cause: error }), { status: 404 }))
    })
  }
