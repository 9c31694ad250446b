import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm'
import { Tenant } from '../tenants/entity'

/** A tenant's own OAuth application at a vendor. `clientSecret` is sealed. */
@Entity('oauth_configs')
@Unique('oauth_configs_tenant_id_provider_key', ['tenantId', 'provider'])
export class OAuthConfig {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'oauth_configs_pkey' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'oauth_configs_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @Column({ type: 'text' })
  provider!: string

  @Column({ type: 'text' })
  clientId!: string

  @Column({ type: 'bytea', nullable: true })
  clientSecret!: Buffer | null

  @Column({ type: 'text', array: true, default: [] })
  scopes!: string[]

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date
}
