import type { MigrationInterface, QueryRunner } from 'typeorm'

const GRANTS = {
  mcp_sessions: 'SELECT, INSERT, DELETE, UPDATE (log_level, subscriptions)',
  mcp_events: 'SELECT, INSERT, DELETE',
  mcp_mail: 'SELECT, INSERT',
}

/** Sessions of older revisions that any process can serve, the streams of their calls, and what processes tell each other. */
export class StoreSessions1795219890000 implements MigrationInterface {
  readonly name = 'StoreSessions1795219890000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sagemcp.mcp_sessions (
        id uuid NOT NULL CONSTRAINT mcp_sessions_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL
          CONSTRAINT mcp_sessions_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        caller_id text NOT NULL,
        read_only boolean NOT NULL,
        endpoint text NOT NULL,
        holder text,
        initialize text,
        log_level text,
        subscriptions text[] NOT NULL DEFAULT '{}',
        expires_at timestamptz NOT NULL,
        CONSTRAINT mcp_sessions_tenant_id_id_key UNIQUE (tenant_id, id),
        CONSTRAINT mcp_sessions_kind_check CHECK ((holder IS NULL) <> (initialize IS NULL))
      );

      CREATE TABLE sagemcp.mcp_events (
        stream uuid NOT NULL,
        number integer NOT NULL,
        tenant_id uuid NOT NULL,
        session_id uuid NOT NULL,
        message text NOT NULL,
        is_last boolean NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT mcp_events_pkey PRIMARY KEY (stream, number),
        CONSTRAINT mcp_events_session_fkey FOREIGN KEY (tenant_id, session_id)
          REFERENCES sagemcp.mcp_sessions (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX mcp_events_tenant_id_session_id_idx ON sagemcp.mcp_events (tenant_id, session_id);

      CREATE TABLE sagemcp.mcp_mail (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT mcp_mail_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL
          CONSTRAINT mcp_mail_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        body text NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX mcp_mail_tenant_id_idx ON sagemcp.mcp_mail (tenant_id);
    `)
    for (const [table, rights] of Object.entries(GRANTS)) {
      await runner.query(`
        ALTER TABLE sagemcp.${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own_rows ON sagemcp.${table}
          USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
          WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
        GRANT ${rights} ON sagemcp.${table} TO app_rls
      `)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sagemcp.mcp_mail, sagemcp.mcp_events, sagemcp.mcp_sessions')
  }
}
