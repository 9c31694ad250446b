export * from './blocks'
export * from './data-sources'
export * from './pages'
export * from './people'
