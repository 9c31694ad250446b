export { TenantsPage } from './tenants-page'
export { NewTenantPage } from './new-tenant-page'
