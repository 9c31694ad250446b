import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm'
import { Tenant } from '../tenants/entity'

/** What a group may make of somebody. */
export type GroupRole = 'admin' | 'member'

/** An OpenID provider that people sign in with: a tenant's, or the platform's own. One each. */
@Entity('identity_providers')
@Unique('identity_providers_tenant_id_key', ['tenantId'])
@Check('identity_providers_default_role_check', `default_role = 'member'::text`)
export class IdentityProvider {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'identity_providers_pkey' })
  id!: string

  /** Null: the platform's own, which no tenant's transaction sees. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => Tenant, { name: 'identity_providers_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string | null

  /** On the button. */
  @Column({ type: 'text' })
  name!: string

  /** Exactly as the provider spells it. */
  @Column({ type: 'text' })
  issuer!: string

  @Column({ type: 'text' })
  clientId!: string

  /** Sealed: see `credentials/client-secrets.ts`. */
  @Column({ type: 'bytea' })
  clientSecret!: Buffer

  @Column({ type: 'text', array: true })
  scopes!: string[]

  /** Null: groups do not matter. */
  @Column({ type: 'text', nullable: true })
  groupsClaim!: string | null

  @Column({ type: 'jsonb', default: {} })
  groupRoles!: Record<string, GroupRole>

  /** Of whoever is in no group above; null: they are refused. */
  @Column({ type: 'text', nullable: true })
  defaultRole!: 'member' | null

  @Column({ type: 'boolean', default: true })
  isActive!: boolean

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date
}

/** A domain that a tenant says is its own; of all tenants at most one has proved it. */
@Entity('tenant_domains')
@Index('tenant_domains_verified_key', ['domain'], { unique: true, where: 'verified_at IS NOT NULL' })
@Check('tenant_domains_domain_check', 'domain = lower(domain)')
export class TenantDomain {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'tenant_domains_pkey' })
  @ForeignKey(() => Tenant, { name: 'tenant_domains_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'tenant_domains_pkey' })
  domain!: string

  /** What the TXT record has to say. Of this tenant and domain only, and no secret. */
  @Column({ type: 'text' })
  challenge!: string

  @Column({ type: 'text', nullable: true })
  verifiedBy!: 'dns' | 'platform' | null

  @Column({ type: 'timestamptz', nullable: true })
  verifiedAt!: Date | null

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date
}

/** A sign-in that came back from its provider: it does not come back twice. */
@Entity('used_sign_ins')
export class UsedSignIn {
  /** SHA-256 of its `state`. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'used_sign_ins_pkey' })
  stateHash!: Buffer

  @Column({ type: 'timestamptz' })
  expiresAt!: Date
}
