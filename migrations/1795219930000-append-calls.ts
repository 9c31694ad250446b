import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Rows about calls go to the ends of their indexes, whatever tenant they are of, but for one index. Those by connector and by tool
 * become one of summaries (BRIN), a small part of their size, which costs an insert next to nothing: it serves to find what is
 * rare, and what is not rare is found at once among the newest.
 */
export class AppendCalls1795219930000 implements MigrationInterface {
  readonly name = 'AppendCalls1795219930000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX tool_calls_seq_tenant_id_idx ON sagemcp.tool_calls (seq, tenant_id);
      CREATE INDEX tool_calls_filters_idx ON sagemcp.tool_calls
        USING brin (connector_id uuid_bloom_ops, tool text_bloom_ops, actor text_bloom_ops) WITH (pages_per_range = 32);
      DROP INDEX sagemcp.tool_calls_tenant_id_seq_idx, sagemcp.tool_calls_tenant_id_connector_id_started_at_idx,
        sagemcp.tool_calls_tenant_id_tool_started_at_idx
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX tool_calls_tenant_id_seq_idx ON sagemcp.tool_calls (tenant_id, seq);
      CREATE INDEX tool_calls_tenant_id_connector_id_started_at_idx
        ON sagemcp.tool_calls (tenant_id, connector_id, started_at);
      CREATE INDEX tool_calls_tenant_id_tool_started_at_idx ON sagemcp.tool_calls (tenant_id, tool, started_at);
      DROP INDEX sagemcp.tool_calls_filters_idx, sagemcp.tool_calls_seq_tenant_id_idx
    `)
  }
}
