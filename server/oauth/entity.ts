import {
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm'
import { Connector } from '../connectors/entity'
import { Membership } from '../members/entity'
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

  /** What is asked for instead of what the tools need. Empty: what the tools need. */
  @Column({ type: 'text', array: true, default: [] })
  scopes!: string[]

  /** The server of the customer's own that it is registered at; null at the vendor's usual address. */
  @Column({ type: 'text', nullable: true })
  baseUrl!: string | null

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date
}

/**
 * Somebody is about to connect an account. Made for the link, bound to a browser when a person starts, and gone when the
 * vendor sends that browser back.
 */
@Entity('oauth_attempts')
@Unique('oauth_attempts_link_hash_key', ['linkHash'])
@Unique('oauth_attempts_state_hash_key', ['stateHash'])
@Index('oauth_attempts_tenant_id_user_id_idx', ['tenantId', 'userId'])
@ForeignKey(() => Membership, ['tenantId', 'userId'], ['tenantId', 'userId'], {
  name: 'oauth_attempts_membership_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(() => Connector, ['tenantId', 'connectorId'], ['tenantId', 'id'], {
  name: 'oauth_attempts_connector_fkey',
  onDelete: 'CASCADE',
})
export class OAuthAttempt {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'oauth_attempts_pkey' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'oauth_attempts_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @Column({ type: 'text' })
  provider!: string

  @Column({ type: 'uuid' })
  connectorId!: string

  /** Whose own account it will be; null: the tenant's, for all. */
  @Column({ type: 'uuid', nullable: true })
  userId!: string | null

  /** The person who asked, or the key that belongs to nobody. */
  @Column({ type: 'text' })
  createdBy!: string

  /** SHA-256 of the token in the link. */
  @Column({ type: 'bytea' })
  linkHash!: Buffer

  /** The person at the browser that went to the vendor. */
  @Column({ type: 'uuid', nullable: true })
  startedBy!: string | null

  /** SHA-256 of what went to the vendor as `state`. */
  @Column({ type: 'bytea', nullable: true })
  stateHash!: Buffer | null

  /** SHA-256 of that browser's cookie. */
  @Column({ type: 'bytea', nullable: true })
  browserHash!: Buffer | null

  /** The PKCE verifier, and which addresses and application it was made for, sealed: see begun.ts. */
  @Column({ type: 'bytea', nullable: true })
  verifier!: Buffer | null

  @Column({ type: 'text', array: true, default: [] })
  scopes!: string[]

  @Column({ type: 'timestamptz' })
  expiresAt!: Date

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date
}
