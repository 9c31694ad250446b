import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What a role, or one person, may use of a connector. */
export class AddAccessRules1795219440000 implements MigrationInterface {
  readonly name = 'AddAccessRules1795219440000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sagemcp.access_rules (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT access_rules_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT access_rules_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        role text CONSTRAINT access_rules_role_check CHECK (role IN ('owner', 'admin', 'member')),
        user_id uuid,
        set_for text NOT NULL CONSTRAINT access_rules_set_for_check CHECK (set_for IN ('owner', 'admin', 'member')),
        connector_id uuid NOT NULL,
        tool text,
        effect text NOT NULL CONSTRAINT access_rules_effect_check CHECK (effect IN ('allow', 'deny')),
        set_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT access_rules_subject_check CHECK ((role IS NULL) <> (user_id IS NULL)),
        CONSTRAINT access_rules_subject_key
          UNIQUE NULLS NOT DISTINCT (tenant_id, connector_id, tool, role, user_id),
        CONSTRAINT access_rules_membership_fkey FOREIGN KEY (tenant_id, user_id)
          REFERENCES sagemcp.memberships (tenant_id, user_id) ON DELETE CASCADE,
        CONSTRAINT access_rules_connector_fkey FOREIGN KEY (tenant_id, connector_id)
          REFERENCES sagemcp.connectors (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX access_rules_tenant_id_user_id_idx ON sagemcp.access_rules (tenant_id, user_id);

      ALTER TABLE sagemcp.access_rules ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own_rows ON sagemcp.access_rules
        USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
        WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
      GRANT SELECT, INSERT, DELETE, UPDATE (effect, set_for, set_by, updated_at) ON sagemcp.access_rules TO app_rls;
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sagemcp.access_rules')
  }
}
