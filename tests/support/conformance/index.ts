/*
 * The fixtures that the official conformance suite expects of a server, as two ordinary connector types: `test` and
 * `json`. Wire names are `<slug>_<tool>`, so with the default slugs they come out as the suite wants them. A third holds what
 * the check of schemas must refuse.
 */
export { SchemaFixture } from './schema'
export { TestFixtures } from './fixtures'
export { UnportableFixture } from './unportable'
