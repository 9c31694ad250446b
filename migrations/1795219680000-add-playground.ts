import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Grants that live in a browser session and end with it. A session ends in many ways, so the database itself gives the
 * notice that empties what processes remember of the grant.
 */
export class AddPlayground1795219680000 implements MigrationInterface {
  readonly name = 'AddPlayground1795219680000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sagemcp.oauth_grants
        ADD COLUMN session_id uuid CONSTRAINT oauth_grants_session_fkey
          REFERENCES sagemcp.browser_sessions (id) ON DELETE CASCADE,
        ADD COLUMN expires_at timestamptz,
        ADD CONSTRAINT oauth_grants_session_check CHECK ((session_id IS NULL) = (expires_at IS NULL));
      CREATE INDEX oauth_grants_session_id_idx ON sagemcp.oauth_grants (session_id);

      CREATE FUNCTION sagemcp.announce_ended_grant() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('sagemcp_changes', OLD.tenant_id::text);
        RETURN NULL;
      END $$;
      CREATE TRIGGER oauth_grants_session_ended AFTER DELETE ON sagemcp.oauth_grants
        FOR EACH ROW WHEN (OLD.session_id IS NOT NULL) EXECUTE FUNCTION sagemcp.announce_ended_grant();
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER oauth_grants_session_ended ON sagemcp.oauth_grants;
      DROP FUNCTION sagemcp.announce_ended_grant();
      DELETE FROM sagemcp.oauth_grants WHERE session_id IS NOT NULL;
      ALTER TABLE sagemcp.oauth_grants DROP COLUMN session_id, DROP COLUMN expires_at
    `)
  }
}
