/** The declarations of all tools, by method. */
export * from './actions'
export * from './commits'
export * from './contents'
export * from './issues'
export * from './pulls'
export * from './repos'
export * from './users'
