/** The declarations of all tools, by method. */
export * from './activity'
export * from './boards'
export * from './issues'
export * from './people'
export * from './projects'
