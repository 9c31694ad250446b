import type { MigrationInterface, QueryRunner } from 'typeorm'

/** How often a tenant may call, where the platform says something else than for all. The tenant role may not change it. */
export class LimitTenants1795219740000 implements MigrationInterface {
  readonly name = 'LimitTenants1795219740000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sagemcp.tenants ADD COLUMN calls_per_minute integer
        CONSTRAINT tenants_calls_per_minute_check CHECK (calls_per_minute > 0)
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sagemcp.tenants DROP COLUMN calls_per_minute')
  }
}
