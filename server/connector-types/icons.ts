import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Router } from 'express'
import type { ConnectorType, Registry } from '../../connectors/sdk'
import { notFound } from '../errors'

const FOLDER = path.join(__dirname, '../../connectors')
/** An SVG that somebody opens by itself is a page of ours: it must not run or load anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
const FOR_EVER = 'public, max-age=31536000, immutable'
const FOR_A_WHILE = 'public, max-age=3600'

interface Icon {
  readonly svg: string
  readonly version: string
}

/** The pictures of the connector types. A type from elsewhere, which has none here, gets its first letter. */
export class Icons {
  readonly #icons: ReadonlyMap<string, Icon>

  constructor(registry: Registry) {
    this.#icons = new Map(
      registry.all().map((type) => {
        const svg = drawn(type) ?? letter(type)
        return [type.type, { svg, version: createHash('sha256').update(svg).digest('hex').slice(0, 12) }]
      }),
    )
  }

  find(type: string): Icon | undefined {
    return this.#icons.get(type)
  }

  /** Another address when the picture changes, so that browsers may keep it. */
  address(type: string): string {
    return `/api/v1/connector-types/${type}/icon.svg?v=${this.find(type)?.version ?? ''}`
  }
}

/** For everybody: an <img> sends no key, and a picture of a product tells nothing. */
export function iconFiles(icons: Icons): Router {
  const router = Router()
  router.get('/api/v1/connector-types/:type/icon.svg', (req, res) => {
    const icon = icons.find(req.params.type)
    if (!icon) throw notFound('Connector type')
    const current = new URL(req.url, 'http://localhost').searchParams.get('v') === icon.version
    res.setHeader('Content-Security-Policy', POLICY)
    res.setHeader('Cache-Control', current ? FOR_EVER : FOR_A_WHILE)
    res.type('image/svg+xml').send(icon.svg)
  })
  return router
}

function drawn({ type }: ConnectorType): string | undefined {
  try {
    return readFileSync(path.join(FOLDER, type, 'icon.svg'), 'utf8')
  } catch {
    return undefined
  }
}

const letter = ({ type }: ConnectorType): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="2" y="2" width="20" height="20" rx="4" fill="#5b6472"/>` +
  `<text x="12" y="16.5" text-anchor="middle" font-family="sans-serif" font-size="13" font-weight="600" fill="#fff">${type.charAt(0).toUpperCase()}</text></svg>\n`
