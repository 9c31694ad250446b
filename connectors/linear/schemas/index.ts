/** The declarations of all tools, by method. */
export * from './comments'
export * from './issues'
export * from './projects'
export * from './teams'
