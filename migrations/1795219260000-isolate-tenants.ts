import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What the tenant role may do with the rows that row-level security shows it. What is not here it may not do. */
const GRANTS = {
  // The slug and the id never change.
  tenants: 'SELECT, UPDATE (name, description, is_active, contact_email, settings, updated_at)',
  tenant_keys: 'SELECT, INSERT',
  oauth_configs: 'SELECT, INSERT, UPDATE, DELETE',
  oauth_credentials: 'SELECT, INSERT, UPDATE, DELETE',
  connectors: 'SELECT, INSERT, UPDATE, DELETE',
  connector_tools: 'SELECT, INSERT, UPDATE, DELETE',
  api_keys: 'SELECT, INSERT, UPDATE, DELETE',
  mcp_tickets: 'SELECT, INSERT, DELETE',
  audit_events: 'SELECT, INSERT',
  tool_calls: 'SELECT, INSERT',
}

/**
 * Row-level security on every tenant-owned table. Not FORCE: the owner, which withSystem is, sees all rows on PostgreSQL as
 * on the embedded database, and tenants' transactions run as app_rls.
 */
export class IsolateTenants1795219260000 implements MigrationInterface {
  readonly name = 'IsolateTenants1795219260000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT USAGE ON SCHEMA sagemcp TO app_rls')
    for (const [table, rights] of Object.entries(GRANTS)) {
      const column = table === 'tenants' ? 'id' : 'tenant_id'
      // The setting is empty, not absent, in a session that had one before.
      const own = `${column} = nullif(current_setting('app.tenant', true), '')::uuid`
      await runner.query(`ALTER TABLE sagemcp.${table} ENABLE ROW LEVEL SECURITY`)
      await runner.query(`CREATE POLICY own_rows ON sagemcp.${table} USING (${own}) WITH CHECK (${own})`)
      await runner.query(`GRANT ${rights} ON sagemcp.${table} TO app_rls`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(GRANTS)) {
      await runner.query(`REVOKE ALL ON sagemcp.${table} FROM app_rls`)
      await runner.query(`DROP POLICY own_rows ON sagemcp.${table}`)
      await runner.query(`ALTER TABLE sagemcp.${table} DISABLE ROW LEVEL SECURITY`)
    }
    await runner.query('REVOKE USAGE ON SCHEMA sagemcp FROM app_rls')
  }
}
