import { PGlite } from '@electric-sql/pglite'

/**
 * The image with what no test needs taken out, and not packed: hundreds of databases start from it, and most of what that
 * costs is the unpacking, the two databases that only CREATE DATABASE copies, and 160 MB of buffers written with zeros.
 */
export async function smallImage(image: Buffer): Promise<Buffer> {
  const db = await PGlite.create({ loadDataDir: new Blob([image]) })
  try {
    await db.exec(`ALTER SYSTEM SET shared_buffers = '16MB'`)
    await db.exec('UPDATE pg_database SET datistemplate = false')
    for (const copied of ['template0', 'template1']) await db.exec(`DROP DATABASE ${copied}`)
    await db.exec('CHECKPOINT')
    return Buffer.from(await (await db.dumpDataDir('none')).arrayBuffer())
  } finally {
    await db.close()
  }
}
