import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What the OAuth authorization server keeps: its signing keys, the grants that people gave, and what it issued. */
export class AddAuthorizationServer1795219380000 implements MigrationInterface {
  readonly name = 'AddAuthorizationServer1795219380000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sagemcp.oauth_signing_keys (
        id text NOT NULL CONSTRAINT oauth_signing_keys_pkey PRIMARY KEY,
        sealed bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE sagemcp.oauth_grants (
        id text NOT NULL CONSTRAINT oauth_grants_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT oauth_grants_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        user_id uuid NOT NULL,
        connector_id uuid,
        client_id text NOT NULL,
        client_name text NOT NULL,
        redirect_host text NOT NULL,
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        CONSTRAINT oauth_grants_membership_fkey FOREIGN KEY (tenant_id, user_id)
          REFERENCES sagemcp.memberships (tenant_id, user_id) ON DELETE CASCADE,
        CONSTRAINT oauth_grants_connector_fkey FOREIGN KEY (tenant_id, connector_id)
          REFERENCES sagemcp.connectors (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX oauth_grants_tenant_id_user_id_idx ON sagemcp.oauth_grants (tenant_id, user_id);
      CREATE INDEX oauth_grants_tenant_id_connector_id_idx ON sagemcp.oauth_grants (tenant_id, connector_id);
      CREATE INDEX oauth_grants_user_id_idx ON sagemcp.oauth_grants (user_id);

      CREATE TABLE sagemcp.oauth_artifacts (
        kind text NOT NULL,
        id_hash bytea NOT NULL,
        grant_id text CONSTRAINT oauth_artifacts_grant_fkey REFERENCES sagemcp.oauth_grants (id) ON DELETE CASCADE,
        payload bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        consumed_at timestamptz,
        CONSTRAINT oauth_artifacts_pkey PRIMARY KEY (kind, id_hash)
      );
      CREATE INDEX oauth_artifacts_grant_id_idx ON sagemcp.oauth_artifacts (grant_id);
      CREATE INDEX oauth_artifacts_expires_at_idx ON sagemcp.oauth_artifacts (expires_at);

      ALTER TABLE sagemcp.oauth_grants ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own_rows ON sagemcp.oauth_grants
        USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
        WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
      GRANT SELECT, INSERT, DELETE ON sagemcp.oauth_grants TO app_rls;
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sagemcp.oauth_artifacts, sagemcp.oauth_grants, sagemcp.oauth_signing_keys')
  }
}
