export { fromAdf } from './from'
export { toAdf } from './to'
