export { ConnectPage } from './page'
