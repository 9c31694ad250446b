/** Every document that this type sends, besides the one of viewer.ts. */
export * from './comments'
export * from './issues'
export * from './names'
export * from './projects'
export * from './teams'
