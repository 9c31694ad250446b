import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What connecting a vendor account by OAuth and keeping it connected need. */
export class ConnectAccounts1795219620000 implements MigrationInterface {
  readonly name = 'ConnectAccounts1795219620000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sagemcp.oauth_credentials
        ADD COLUMN token_name text,
        ADD COLUMN main_id uuid,
        ADD COLUMN client_id text,
        ADD COLUMN connected_by uuid CONSTRAINT oauth_credentials_connected_by_fkey
          REFERENCES sagemcp.users (id) ON DELETE SET NULL,
        ADD COLUMN base_url text,
        ADD COLUMN places jsonb,
        ADD COLUMN obtained_at timestamptz,
        ADD COLUMN refresh_expires_at timestamptz,
        ADD COLUMN lease_id uuid,
        ADD COLUMN lease_until timestamptz,
        ADD COLUMN state text NOT NULL DEFAULT 'ok' CONSTRAINT oauth_credentials_state_check
          CHECK (state IN ('ok', 'reconnect_needed', 'vendor_down', 'rate_limited')),
        ADD COLUMN state_reason text,
        ADD COLUMN state_since timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN state_until timestamptz,
        ADD COLUMN retry_at timestamptz,
        ADD COLUMN failures integer NOT NULL DEFAULT 0,
        ADD COLUMN told_at timestamptz,
        ADD COLUMN condition text NOT NULL DEFAULT 'ok' CONSTRAINT oauth_credentials_condition_check
          CHECK (condition IN ('ok', 'expiring', 'reconnect_needed', 'scope_missing', 'vendor_down', 'rate_limited')),
        ADD COLUMN lacks jsonb,
        ADD CONSTRAINT oauth_credentials_main_fkey FOREIGN KEY (tenant_id, main_id)
          REFERENCES sagemcp.oauth_credentials (tenant_id, id) ON DELETE CASCADE;
      CREATE INDEX oauth_credentials_tenant_id_main_id_idx ON sagemcp.oauth_credentials (tenant_id, main_id);
      CREATE UNIQUE INDEX oauth_credentials_own_key ON sagemcp.oauth_credentials
        (tenant_id, user_id, provider, coalesce(base_url, ''))
        WHERE is_active AND main_id IS NULL AND user_id IS NOT NULL;

      ALTER TABLE sagemcp.oauth_configs ADD COLUMN base_url text;

      ALTER TABLE sagemcp.connectors ADD COLUMN account text NOT NULL DEFAULT 'shared'
        CONSTRAINT connectors_account_check CHECK (account IN ('shared', 'personal'));

      CREATE TABLE sagemcp.oauth_attempts (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT oauth_attempts_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT oauth_attempts_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        provider text NOT NULL,
        connector_id uuid NOT NULL,
        user_id uuid,
        created_by text NOT NULL,
        link_hash bytea NOT NULL CONSTRAINT oauth_attempts_link_hash_key UNIQUE,
        started_by uuid,
        state_hash bytea CONSTRAINT oauth_attempts_state_hash_key UNIQUE,
        browser_hash bytea,
        verifier bytea,
        scopes text[] NOT NULL DEFAULT '{}',
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT oauth_attempts_membership_fkey FOREIGN KEY (tenant_id, user_id)
          REFERENCES sagemcp.memberships (tenant_id, user_id) ON DELETE CASCADE,
        CONSTRAINT oauth_attempts_connector_fkey FOREIGN KEY (tenant_id, connector_id)
          REFERENCES sagemcp.connectors (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX oauth_attempts_tenant_id_user_id_idx ON sagemcp.oauth_attempts (tenant_id, user_id);
      ALTER TABLE sagemcp.oauth_attempts ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own_rows ON sagemcp.oauth_attempts
        USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
        WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
      GRANT SELECT, INSERT, UPDATE, DELETE ON sagemcp.oauth_attempts TO app_rls
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sagemcp.oauth_attempts;
      ALTER TABLE sagemcp.connectors DROP COLUMN account;
      ALTER TABLE sagemcp.oauth_configs DROP COLUMN base_url;
      DELETE FROM sagemcp.oauth_credentials WHERE main_id IS NOT NULL;
      DELETE FROM sagemcp.oauth_credentials WHERE NOT is_active;
      DROP INDEX sagemcp.oauth_credentials_own_key;
      DROP INDEX sagemcp.oauth_credentials_tenant_id_main_id_idx;
      ALTER TABLE sagemcp.oauth_credentials
        DROP CONSTRAINT oauth_credentials_main_fkey,
        DROP COLUMN token_name, DROP COLUMN main_id, DROP COLUMN client_id, DROP COLUMN connected_by, DROP COLUMN base_url, DROP COLUMN places,
        DROP COLUMN obtained_at, DROP COLUMN refresh_expires_at, DROP COLUMN lease_id, DROP COLUMN lease_until,
        DROP COLUMN state, DROP COLUMN state_reason, DROP COLUMN state_since, DROP COLUMN state_until,
        DROP COLUMN retry_at, DROP COLUMN failures, DROP COLUMN told_at,
        DROP COLUMN condition, DROP COLUMN lacks
    `)
  }
}
