export { NewConnectorPage } from './page'
