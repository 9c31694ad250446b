export { CreateTables1795219200000 } from './1795219200000-create-tables'
export { IsolateTenants1795219260000 } from './1795219260000-isolate-tenants'
