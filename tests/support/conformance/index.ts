/*
 * The fixtures that the official conformance suite expects of a server, as two ordinary connector types: `test` and
 * `json`. Wire names are `<slug>_<tool>`, so with the default slugs they come out as the suite wants them.
 */
export { SchemaFixture } from './schema'
export { TestFixtures } from './fixtures'
