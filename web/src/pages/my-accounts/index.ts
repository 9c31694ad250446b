export { MyAccountsPage } from './page'
