export * from './activity'
export * from './issues'
export * from './projects'
