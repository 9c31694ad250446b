import path from 'node:path'

/** Where the build leaves what is served as files. This runs as dist/server/... and, in development, as server/... */
const above = path.dirname(__dirname)
const dist = path.basename(above) === 'dist' ? above : path.join(above, 'dist')

export const WEB_FOLDER = path.join(dist, 'web')
export const BRIDGE_FOLDER = path.join(dist, 'bridge')
