export { fromAdf } from './from'
export { richParts } from './rich'
export { toAdf } from './to'
