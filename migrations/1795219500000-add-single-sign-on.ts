import type { MigrationInterface, QueryRunner } from 'typeorm'

const OWN = `tenant_id = nullif(current_setting('app.tenant', true), '')::uuid`

/** Sign-in providers of the platform and of tenants, the domains of tenants, and browser sessions that are good for one tenant. */
export class AddSingleSignOn1795219500000 implements MigrationInterface {
  readonly name = 'AddSingleSignOn1795219500000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sagemcp.identity_providers (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT identity_providers_pkey PRIMARY KEY,
        tenant_id uuid CONSTRAINT identity_providers_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        name text NOT NULL,
        issuer text NOT NULL,
        client_id text NOT NULL,
        client_secret bytea NOT NULL,
        scopes text[] NOT NULL,
        groups_claim text,
        group_roles jsonb NOT NULL DEFAULT '{}',
        default_role text CONSTRAINT identity_providers_default_role_check CHECK (default_role = 'member'),
        is_active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT identity_providers_tenant_id_key UNIQUE NULLS NOT DISTINCT (tenant_id)
      );

      CREATE TABLE sagemcp.tenant_domains (
        tenant_id uuid NOT NULL CONSTRAINT tenant_domains_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        domain text NOT NULL CONSTRAINT tenant_domains_domain_check CHECK (domain = lower(domain)),
        challenge text NOT NULL,
        verified_by text,
        verified_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT tenant_domains_pkey PRIMARY KEY (tenant_id, domain)
      );
      -- Any tenant may claim a domain; one has it.
      CREATE UNIQUE INDEX tenant_domains_verified_key ON sagemcp.tenant_domains (domain) WHERE verified_at IS NOT NULL;

      CREATE TABLE sagemcp.used_sign_ins (
        state_hash bytea NOT NULL CONSTRAINT used_sign_ins_pkey PRIMARY KEY,
        expires_at timestamptz NOT NULL
      );

      ALTER TABLE sagemcp.identities ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
      ALTER TABLE sagemcp.identities ADD COLUMN made_in uuid
        CONSTRAINT identities_made_in_fkey REFERENCES sagemcp.tenants (id) ON DELETE SET NULL;

      ALTER TABLE sagemcp.browser_sessions ADD COLUMN tenant_id uuid
        CONSTRAINT browser_sessions_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE;
      CREATE INDEX browser_sessions_tenant_id_user_id_idx ON sagemcp.browser_sessions (tenant_id, user_id);
    `)
    for (const table of ['identity_providers', 'tenant_domains', 'browser_sessions']) {
      await runner.query(`ALTER TABLE sagemcp.${table} ENABLE ROW LEVEL SECURITY`)
      await runner.query(`CREATE POLICY own_rows ON sagemcp.${table} USING (${OWN}) WITH CHECK (${OWN})`)
    }
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON sagemcp.identity_providers TO app_rls')
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON sagemcp.tenant_domains TO app_rls')
    // A tenant ends the sessions that its provider began, and reads nothing of them.
    await runner.query('GRANT SELECT (tenant_id), DELETE ON sagemcp.browser_sessions TO app_rls')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Without the column they would be good for everything.
      DELETE FROM sagemcp.browser_sessions WHERE tenant_id IS NOT NULL;
      REVOKE ALL ON sagemcp.browser_sessions FROM app_rls;
      REVOKE SELECT (tenant_id) ON sagemcp.browser_sessions FROM app_rls;
      DROP POLICY own_rows ON sagemcp.browser_sessions;
      ALTER TABLE sagemcp.browser_sessions DISABLE ROW LEVEL SECURITY;
      ALTER TABLE sagemcp.browser_sessions DROP COLUMN tenant_id;
      ALTER TABLE sagemcp.identities DROP COLUMN made_in, DROP COLUMN created_at;
      DROP TABLE sagemcp.used_sign_ins, sagemcp.tenant_domains, sagemcp.identity_providers
    `)
  }
}
