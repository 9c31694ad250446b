import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What somebody connected for one tenant is for that tenant, also where others use the same provider. */
export class LimitIdentities1795219560000 implements MigrationInterface {
  readonly name = 'LimitIdentities1795219560000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sagemcp.identities ADD COLUMN only_tenants uuid[]')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Without the column they would be good for everything.
      DELETE FROM sagemcp.identities WHERE only_tenants IS NOT NULL;
      ALTER TABLE sagemcp.identities DROP COLUMN only_tenants
    `)
  }
}
