import {
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
  Check,
} from 'typeorm'
import { Tenant } from '../tenants/entity'

/** A person. Belongs to the platform; a tenant sees id, e-mail and name of its members and no other row or column. */
@Entity('users')
@Unique('users_email_key', ['email'])
@Check('users_email_check', 'email = lower(email)')
export class User {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'users_pkey' })
  id!: string

  /** Lower case. A name to sign in with, never proof of who somebody is elsewhere. */
  @Column({ type: 'text' })
  email!: string

  @Column({ type: 'text' })
  name!: string

  /** argon2id. Null: cannot sign in with a password. */
  @Column({ type: 'text', nullable: true })
  passwordHash!: string | null

  /** Sealed with the platform key: see `credentials/platform-key.ts`. */
  @Column({ type: 'bytea', nullable: true })
  totpSecret!: Buffer | null

  /** The last time step whose code was taken: a code works once. */
  @Column({ type: 'integer', nullable: true })
  totpStep!: number | null

  /** SHA-256 of each recovery code that is left, base64url. */
  @Column({ type: 'text', array: true, nullable: true })
  recoveryHashes!: string[] | null

  @Column({ type: 'boolean', default: false })
  isPlatformAdmin!: boolean

  @Column({ type: 'boolean', default: true })
  isActive!: boolean

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date
}

/** Who a person is at a single sign-on provider: (issuer, subject), never an e-mail. */
@Entity('identities')
@Index('identities_user_id_idx', ['userId'])
export class Identity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'identities_pkey' })
  issuer!: string

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'identities_pkey' })
  subject!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => User, { name: 'identities_user_fkey', onDelete: 'CASCADE' })
  userId!: string

  /** The tenant whose provider made this account; null where the account connected it. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => Tenant, { name: 'identities_made_in_fkey', onDelete: 'SET NULL' })
  madeIn!: string | null

  /**
   * The tenants that the person connected it for. Others may use the same provider, and so may the platform: they ask again.
   * Null: connected with all of the account, or the account was made from it.
   */
  @Column({ type: 'uuid', array: true, nullable: true })
  onlyTenants!: string[] | null

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date
}

/** A signed-in browser. */
@Entity('browser_sessions')
@Unique('browser_sessions_id_key', ['id'])
@Index('browser_sessions_user_id_idx', ['userId'])
@Index('browser_sessions_tenant_id_user_id_idx', ['tenantId', 'userId'])
export class BrowserSession {
  /** SHA-256 of the cookie. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'browser_sessions_pkey' })
  tokenHash!: Buffer

  /** Names it in lists; not secret. */
  @Column({ type: 'uuid' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => User, { name: 'browser_sessions_user_fkey', onDelete: 'CASCADE' })
  userId!: string

  /** The only tenant that it is good for, because its provider began it; null: everything of the person. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => Tenant, { name: 'browser_sessions_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string | null

  @Column({ type: 'timestamptz' })
  createdAt!: Date

  @Column({ type: 'timestamptz' })
  lastSeenAt!: Date

  @Column({ type: 'timestamptz' })
  expiresAt!: Date

  @Column({ type: 'text' })
  address!: string

  @Column({ type: 'text' })
  userAgent!: string

  @Column({ type: 'text' })
  csrf!: string
}

export type LinkPurpose = 'setup' | 'reset'

/** A link that works once: the first set-up, or a new password. */
@Entity('one_time_links')
@Index('one_time_links_user_id_idx', ['userId'])
@Check('one_time_links_purpose_check', `purpose = ANY (ARRAY['setup'::text, 'reset'::text])`)
export class OneTimeLink {
  /** SHA-256 of the token in the link. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'one_time_links_pkey' })
  tokenHash!: Buffer

  @Column({ type: 'text' })
  purpose!: LinkPurpose

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => User, { name: 'one_time_links_user_fkey', onDelete: 'CASCADE' })
  userId!: string | null

  @Column({ type: 'timestamptz' })
  expiresAt!: Date
}
