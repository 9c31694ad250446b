export { CreateTables1795219200000 } from './1795219200000-create-tables'
export { IsolateTenants1795219260000 } from './1795219260000-isolate-tenants'
export { AddPeople1795219320000 } from './1795219320000-add-people'
export { AddAuthorizationServer1795219380000 } from './1795219380000-add-authorization-server'
