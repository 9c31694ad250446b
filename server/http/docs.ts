import { Router } from 'express'
import type { Endpoint } from './endpoint'
import { docsPage } from './docs-page'
import { DOCS_STYLE } from './docs-style'
import { openApi } from './openapi'

/** The description of the API, for programs and for people. It holds nothing of any tenant, so everybody may read it. */
export function docs(endpoints: readonly Endpoint[], version: string): Router {
  const document = openApi(endpoints, version)
  const page = docsPage(document)
  const router = Router()
  router.get('/api/openapi.json', (_req, res) => void res.json(document))
  router.get('/api/docs', (_req, res) => void res.type('html').send(page))
  router.get('/api/docs.css', (_req, res) => void res.type('css').send(DOCS_STYLE))
  return router
}
