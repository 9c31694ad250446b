import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Who called, in words that outlive the key; what a live view reads on from; and which MCP clients were seen. */
export class WatchActivity1795219720000 implements MigrationInterface {
  readonly name = 'WatchActivity1795219720000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sagemcp.tool_calls
        ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY,
        ADD COLUMN user_id uuid,
        ADD COLUMN actor_name text NOT NULL DEFAULT '';
      UPDATE sagemcp.tool_calls c SET user_id = k.user_id, actor_name = k.name
        FROM sagemcp.api_keys k WHERE k.tenant_id = c.tenant_id AND c.actor = 'key:' || k.id;
      UPDATE sagemcp.tool_calls c SET user_id = g.user_id, actor_name = u.name || ' with ' || g.client_name
        FROM sagemcp.oauth_grants g JOIN sagemcp.users u ON u.id = g.user_id
        WHERE g.tenant_id = c.tenant_id AND c.actor = 'grant:' || g.id;
      CREATE INDEX tool_calls_tenant_id_seq_idx ON sagemcp.tool_calls (tenant_id, seq);
      CREATE INDEX tool_calls_tenant_id_user_id_started_at_idx ON sagemcp.tool_calls (tenant_id, user_id, started_at);
      CREATE INDEX tool_calls_tenant_id_connector_id_started_at_idx
        ON sagemcp.tool_calls (tenant_id, connector_id, started_at);
      CREATE INDEX tool_calls_tenant_id_tool_started_at_idx ON sagemcp.tool_calls (tenant_id, tool, started_at);

      CREATE INDEX audit_events_tenant_id_action_id_idx ON sagemcp.audit_events (tenant_id, action, id);
      CREATE INDEX audit_events_tenant_id_call_id_idx ON sagemcp.audit_events (tenant_id, call_id);
      CREATE INDEX audit_events_person_idx ON sagemcp.audit_events (tenant_id, (actor ->> 'userId'), id);

      CREATE TABLE sagemcp.client_sightings (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT client_sightings_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL
          CONSTRAINT client_sightings_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        seq bigint GENERATED ALWAYS AS IDENTITY,
        actor text NOT NULL,
        actor_name text NOT NULL,
        user_id uuid,
        client_name text NOT NULL,
        client_version text NOT NULL,
        transport text NOT NULL,
        connector_id uuid,
        first_seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        CONSTRAINT client_sightings_key
          UNIQUE NULLS NOT DISTINCT (tenant_id, actor, client_name, client_version, transport, connector_id),
        CONSTRAINT client_sightings_membership_fkey FOREIGN KEY (tenant_id, user_id)
          REFERENCES sagemcp.memberships (tenant_id, user_id) ON DELETE CASCADE,
        CONSTRAINT client_sightings_connector_fkey FOREIGN KEY (tenant_id, connector_id)
          REFERENCES sagemcp.connectors (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX client_sightings_tenant_id_seq_idx ON sagemcp.client_sightings (tenant_id, seq);
      CREATE INDEX client_sightings_tenant_id_user_id_idx ON sagemcp.client_sightings (tenant_id, user_id);
      CREATE INDEX client_sightings_tenant_id_connector_id_idx ON sagemcp.client_sightings (tenant_id, connector_id);

      ALTER TABLE sagemcp.client_sightings ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own_rows ON sagemcp.client_sightings
        USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
        WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
      GRANT SELECT ON sagemcp.client_sightings TO app_rls
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sagemcp.client_sightings;
      DROP INDEX sagemcp.audit_events_person_idx, sagemcp.audit_events_tenant_id_call_id_idx,
        sagemcp.audit_events_tenant_id_action_id_idx, sagemcp.tool_calls_tenant_id_tool_started_at_idx,
        sagemcp.tool_calls_tenant_id_connector_id_started_at_idx,
        sagemcp.tool_calls_tenant_id_user_id_started_at_idx, sagemcp.tool_calls_tenant_id_seq_idx;
      ALTER TABLE sagemcp.tool_calls DROP COLUMN actor_name, DROP COLUMN user_id, DROP COLUMN seq
    `)
  }
}
