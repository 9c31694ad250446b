import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * A row about a call costs as little as can be. Its foreign key was checked for each row; now the end of a tenant takes its
 * calls along, and whoever inserts them leaves out those of tenants that are gone. Calls without a person are no part of the
 * index by person.
 */
export class LightenCalls1795219910000 implements MigrationInterface {
  readonly name = 'LightenCalls1795219910000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sagemcp.tool_calls DROP CONSTRAINT tool_calls_tenant_fkey;
      CREATE FUNCTION sagemcp.take_calls_along() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        -- Waits for rows that are being inserted: who did so saw the tenant still.
        LOCK TABLE sagemcp.tool_calls IN SHARE ROW EXCLUSIVE MODE;
        DELETE FROM sagemcp.tool_calls WHERE tenant_id = OLD.id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER take_calls_along AFTER DELETE ON sagemcp.tenants
        FOR EACH ROW EXECUTE FUNCTION sagemcp.take_calls_along();
      DROP INDEX sagemcp.tool_calls_tenant_id_user_id_started_at_idx;
      CREATE INDEX tool_calls_tenant_id_user_id_started_at_idx ON sagemcp.tool_calls (tenant_id, user_id, started_at)
        WHERE user_id IS NOT NULL
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX sagemcp.tool_calls_tenant_id_user_id_started_at_idx;
      CREATE INDEX tool_calls_tenant_id_user_id_started_at_idx ON sagemcp.tool_calls (tenant_id, user_id, started_at);
      DROP TRIGGER take_calls_along ON sagemcp.tenants;
      DROP FUNCTION sagemcp.take_calls_along();
      DELETE FROM sagemcp.tool_calls c WHERE NOT EXISTS (SELECT FROM sagemcp.tenants t WHERE t.id = c.tenant_id);
      ALTER TABLE sagemcp.tool_calls ADD CONSTRAINT tool_calls_tenant_fkey
        FOREIGN KEY (tenant_id) REFERENCES sagemcp.tenants (id) ON DELETE CASCADE
    `)
  }
}
