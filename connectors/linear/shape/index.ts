/** Linear's objects, as far as we read them, and what we make of them. */
export * from './comments'
export * from './common'
export * from './issues'
export * from './projects'
export * from './teams'
