export { ConnectorsPage } from './list-page'
