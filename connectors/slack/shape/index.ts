export * from './channels'
export * from './files'
export * from './messages'
export * from './people'
