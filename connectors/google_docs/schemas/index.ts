/** The declarations of all tools, by method. */
export * from './comments'
export * from './find'
export * from './read'
export * from './share'
export * from './write'
