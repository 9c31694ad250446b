export { HomePage } from './page'
