import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Columns of an audit row that whoever writes it says. Its place in the chain is the sealer's to say. */
const WRITTEN = 'id, tenant_id, at, actor, action, target, outcome, call_id, details, address, request_id'

/** The chain of audit rows, its signed checkpoints, and who does the jobs that one process does for all. */
export class SealAudit1795219800000 implements MigrationInterface {
  readonly name = 'SealAudit1795219800000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sagemcp.audit_events ADD COLUMN position bigint;
      CREATE UNIQUE INDEX audit_events_position_key ON sagemcp.audit_events (tenant_id, position)
        NULLS NOT DISTINCT WHERE position IS NOT NULL;
      CREATE INDEX audit_events_unsealed_idx ON sagemcp.audit_events (id) WHERE position IS NULL;
      REVOKE INSERT ON sagemcp.audit_events FROM app_rls;
      GRANT INSERT (${WRITTEN}) ON sagemcp.audit_events TO app_rls;

      CREATE TABLE sagemcp.audit_segments (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT audit_segments_pkey PRIMARY KEY,
        tenant_id uuid
          CONSTRAINT audit_segments_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        number integer NOT NULL,
        first_position bigint NOT NULL,
        last_position bigint NOT NULL,
        previous_hash bytea NOT NULL,
        hash bytea NOT NULL,
        began_at timestamptz NOT NULL,
        sealed_at timestamptz NOT NULL,
        key_id text NOT NULL,
        signature bytea NOT NULL,
        removed_at timestamptz,
        removal_signature bytea,
        CONSTRAINT audit_segments_number_key UNIQUE NULLS NOT DISTINCT (tenant_id, number)
      );
      CREATE INDEX audit_segments_sealed_at_idx ON sagemcp.audit_segments (sealed_at) WHERE removed_at IS NULL;

      ALTER TABLE sagemcp.audit_segments ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own_rows ON sagemcp.audit_segments
        USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
        WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
      GRANT SELECT ON sagemcp.audit_segments TO app_rls;

      CREATE TABLE sagemcp.job_leases (
        name text NOT NULL CONSTRAINT job_leases_pkey PRIMARY KEY,
        holder uuid NOT NULL,
        until timestamptz NOT NULL
      );
      -- No tenant has anything to do with it.
      ALTER TABLE sagemcp.job_leases ENABLE ROW LEVEL SECURITY
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sagemcp.job_leases, sagemcp.audit_segments;
      DROP INDEX sagemcp.audit_events_unsealed_idx, sagemcp.audit_events_position_key;
      REVOKE INSERT (${WRITTEN}) ON sagemcp.audit_events FROM app_rls;
      ALTER TABLE sagemcp.audit_events DROP COLUMN position;
      GRANT INSERT ON sagemcp.audit_events TO app_rls
    `)
  }
}
