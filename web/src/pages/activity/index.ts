export { ActivityPage } from './page'
