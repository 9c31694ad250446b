import type { MigrationInterface, QueryRunner } from 'typeorm'

const TENANT_OWNED = {
  memberships: 'SELECT, INSERT, UPDATE, DELETE',
  invitations: 'SELECT, INSERT, UPDATE, DELETE',
}

/** People, their roles in tenants, their sessions, and keys that belong to them. Actors are named `key:<id>` from now on. */
export class AddPeople1795219320000 implements MigrationInterface {
  readonly name = 'AddPeople1795219320000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sagemcp.users (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT users_pkey PRIMARY KEY,
        email text NOT NULL CONSTRAINT users_email_key UNIQUE CONSTRAINT users_email_check CHECK (email = lower(email)),
        name text NOT NULL,
        password_hash text,
        totp_secret bytea,
        totp_step integer,
        recovery_hashes text[],
        is_platform_admin boolean NOT NULL DEFAULT false,
        is_active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE sagemcp.identities (
        issuer text NOT NULL,
        subject text NOT NULL,
        user_id uuid NOT NULL CONSTRAINT identities_user_fkey REFERENCES sagemcp.users (id) ON DELETE CASCADE,
        CONSTRAINT identities_pkey PRIMARY KEY (issuer, subject)
      );
      CREATE INDEX identities_user_id_idx ON sagemcp.identities (user_id);

      CREATE TABLE sagemcp.memberships (
        tenant_id uuid NOT NULL CONSTRAINT memberships_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        user_id uuid NOT NULL CONSTRAINT memberships_user_fkey REFERENCES sagemcp.users (id) ON DELETE CASCADE,
        role text NOT NULL CONSTRAINT memberships_role_check CHECK (role IN ('owner', 'admin', 'member')),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT memberships_pkey PRIMARY KEY (tenant_id, user_id)
      );
      CREATE INDEX memberships_user_id_idx ON sagemcp.memberships (user_id);

      CREATE TABLE sagemcp.invitations (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT invitations_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT invitations_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        token_hash bytea NOT NULL CONSTRAINT invitations_token_hash_key UNIQUE,
        role text NOT NULL CONSTRAINT invitations_role_check CHECK (role IN ('owner', 'admin', 'member')),
        email text,
        invited_by text NOT NULL,
        expires_at timestamptz NOT NULL,
        accepted_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX invitations_tenant_id_idx ON sagemcp.invitations (tenant_id);

      CREATE TABLE sagemcp.browser_sessions (
        token_hash bytea NOT NULL CONSTRAINT browser_sessions_pkey PRIMARY KEY,
        id uuid NOT NULL CONSTRAINT browser_sessions_id_key UNIQUE,
        user_id uuid NOT NULL CONSTRAINT browser_sessions_user_fkey REFERENCES sagemcp.users (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        address text NOT NULL,
        user_agent text NOT NULL,
        csrf text NOT NULL
      );
      CREATE INDEX browser_sessions_user_id_idx ON sagemcp.browser_sessions (user_id);

      CREATE TABLE sagemcp.one_time_links (
        token_hash bytea NOT NULL CONSTRAINT one_time_links_pkey PRIMARY KEY,
        purpose text NOT NULL CONSTRAINT one_time_links_purpose_check CHECK (purpose IN ('setup', 'reset')),
        user_id uuid CONSTRAINT one_time_links_user_fkey REFERENCES sagemcp.users (id) ON DELETE CASCADE,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX one_time_links_user_id_idx ON sagemcp.one_time_links (user_id);

      ALTER TABLE sagemcp.api_keys ADD COLUMN user_id uuid
        CONSTRAINT api_keys_user_fkey REFERENCES sagemcp.users (id) ON DELETE CASCADE;
      ALTER TABLE sagemcp.api_keys ADD CONSTRAINT api_keys_membership_fkey FOREIGN KEY (tenant_id, user_id)
        REFERENCES sagemcp.memberships (tenant_id, user_id) ON DELETE CASCADE;
      CREATE INDEX api_keys_tenant_id_user_id_idx ON sagemcp.api_keys (tenant_id, user_id);

      ALTER TABLE sagemcp.oauth_credentials ADD CONSTRAINT oauth_credentials_membership_fkey
        FOREIGN KEY (tenant_id, user_id) REFERENCES sagemcp.memberships (tenant_id, user_id) ON DELETE CASCADE;
      CREATE INDEX oauth_credentials_tenant_id_user_id_idx ON sagemcp.oauth_credentials (tenant_id, user_id);

      ALTER TABLE sagemcp.tenants ADD COLUMN allowed_types text[];

      -- A ticket stands for any caller now, and is worth nothing when that caller has ended. Each lives for a minute.
      DELETE FROM sagemcp.mcp_tickets;
      ALTER TABLE sagemcp.mcp_tickets DROP CONSTRAINT mcp_tickets_key_fkey;
      ALTER TABLE sagemcp.mcp_tickets RENAME COLUMN key_id TO caller_id;
      ALTER TABLE sagemcp.mcp_tickets ADD COLUMN read_only boolean NOT NULL DEFAULT false;
      ALTER INDEX sagemcp.mcp_tickets_tenant_id_key_id_idx RENAME TO mcp_tickets_tenant_id_caller_id_idx;

      UPDATE sagemcp.api_keys SET created_by = 'key:' || created_by WHERE created_by <> 'bootstrap';
      UPDATE sagemcp.tool_calls SET actor = 'key:' || actor;
      UPDATE sagemcp.audit_events SET actor = jsonb_build_object(
        'id', CASE actor ->> 'keyId' WHEN 'bootstrap' THEN '' ELSE 'key:' END || (actor ->> 'keyId'),
        'name', actor ->> 'name',
        'role', CASE actor ->> 'scope'
          WHEN 'tenant_admin' THEN 'admin' WHEN 'tenant_user' THEN 'member' ELSE 'platform_admin' END);
    `)
    for (const [table, rights] of Object.entries(TENANT_OWNED)) {
      const own = `tenant_id = nullif(current_setting('app.tenant', true), '')::uuid`
      await runner.query(`ALTER TABLE sagemcp.${table} ENABLE ROW LEVEL SECURITY`)
      await runner.query(`CREATE POLICY own_rows ON sagemcp.${table} USING (${own}) WITH CHECK (${own})`)
      await runner.query(`GRANT ${rights} ON sagemcp.${table} TO app_rls`)
    }
    // Memberships are filtered by the tenant already, so that a tenant sees its own members and nobody else.
    await runner.query('ALTER TABLE sagemcp.users ENABLE ROW LEVEL SECURITY')
    await runner.query(`CREATE POLICY own_members ON sagemcp.users FOR SELECT
      USING (EXISTS (SELECT FROM sagemcp.memberships m WHERE m.user_id = users.id))`)
    await runner.query('GRANT SELECT (id, email, name, is_active) ON sagemcp.users TO app_rls')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE sagemcp.audit_events SET actor = jsonb_build_object(
        'keyId', regexp_replace(actor ->> 'id', '^key:', ''),
        'name', actor ->> 'name',
        'scope', CASE actor ->> 'role'
          WHEN 'platform_admin' THEN 'platform_admin' WHEN 'member' THEN 'tenant_user' ELSE 'tenant_admin' END);
      UPDATE sagemcp.tool_calls SET actor = regexp_replace(actor, '^key:', '');
      DELETE FROM sagemcp.api_keys WHERE user_id IS NOT NULL;
      UPDATE sagemcp.api_keys SET created_by = regexp_replace(created_by, '^key:', '');

      DELETE FROM sagemcp.mcp_tickets;
      ALTER INDEX sagemcp.mcp_tickets_tenant_id_caller_id_idx RENAME TO mcp_tickets_tenant_id_key_id_idx;
      ALTER TABLE sagemcp.mcp_tickets RENAME COLUMN caller_id TO key_id;
      ALTER TABLE sagemcp.mcp_tickets DROP COLUMN read_only;
      ALTER TABLE sagemcp.mcp_tickets ADD CONSTRAINT mcp_tickets_key_fkey FOREIGN KEY (tenant_id, key_id)
        REFERENCES sagemcp.api_keys (tenant_id, id) ON DELETE CASCADE;

      ALTER TABLE sagemcp.tenants DROP COLUMN allowed_types;
      DROP INDEX sagemcp.oauth_credentials_tenant_id_user_id_idx;
      ALTER TABLE sagemcp.oauth_credentials DROP CONSTRAINT oauth_credentials_membership_fkey;
      ALTER TABLE sagemcp.api_keys DROP COLUMN user_id;
      DROP POLICY own_members ON sagemcp.users;
      DROP TABLE sagemcp.one_time_links, sagemcp.browser_sessions, sagemcp.invitations, sagemcp.memberships,
        sagemcp.identities, sagemcp.users
    `)
  }
}
