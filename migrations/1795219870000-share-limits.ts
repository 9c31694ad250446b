import type { MigrationInterface, QueryRunner } from 'typeorm'

const QUOTAS = ['calls_per_day', 'caller_calls_per_day', 'streams', 'caller_streams']

/** What a tenant and each of its callers may use, the calls of each day, and what processes share of the limits a minute. */
export class ShareLimits1795219870000 implements MigrationInterface {
  readonly name = 'ShareLimits1795219870000'

  async up(runner: QueryRunner): Promise<void> {
    for (const name of QUOTAS) {
      await runner.query(`
        ALTER TABLE sagemcp.tenants ADD COLUMN ${name} integer CONSTRAINT tenants_${name}_check CHECK (${name} > 0)
      `)
    }
    await runner.query(`
      CREATE TABLE sagemcp.call_counts (
        tenant_id uuid NOT NULL
          CONSTRAINT call_counts_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        day date NOT NULL,
        caller text NOT NULL,
        calls bigint NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT call_counts_pkey PRIMARY KEY (tenant_id, day, caller)
      );
      CREATE TABLE sagemcp.limit_buckets (
        name text NOT NULL CONSTRAINT limit_buckets_pkey PRIMARY KEY,
        tokens double precision NOT NULL,
        filled_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE TABLE sagemcp.limit_processes (
        id uuid NOT NULL CONSTRAINT limit_processes_pkey PRIMARY KEY,
        seen_at timestamptz NOT NULL
      );
      -- No tenant has anything to do with them.
      ALTER TABLE sagemcp.call_counts ENABLE ROW LEVEL SECURITY;
      ALTER TABLE sagemcp.limit_buckets ENABLE ROW LEVEL SECURITY;
      ALTER TABLE sagemcp.limit_processes ENABLE ROW LEVEL SECURITY
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sagemcp.limit_processes, sagemcp.limit_buckets, sagemcp.call_counts')
    for (const name of QUOTAS) await runner.query(`ALTER TABLE sagemcp.tenants DROP COLUMN ${name}`)
  }
}
