export * from './meetings'
export * from './people'
export * from './recordings'
export * from './sessions'
