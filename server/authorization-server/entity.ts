import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Connector } from '../connectors/entity'
import { Membership } from '../members/entity'
import { Tenant } from '../tenants/entity'
import { BrowserSession } from '../users/entity'

/** A key that signs access tokens. */
@Entity('oauth_signing_keys')
export class SigningKey {
  /** The `kid` of the tokens that it signed. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'oauth_signing_keys_pkey' })
  id!: string

  /** The private JWK, sealed with a key that comes from the platform key. */
  @Column({ type: 'bytea' })
  sealed!: Buffer

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date
}

/** What a person allowed an AI client on one endpoint. It goes with the membership and with the connector. */
@Entity('oauth_grants')
@Index('oauth_grants_tenant_id_user_id_idx', ['tenantId', 'userId'])
@Index('oauth_grants_tenant_id_connector_id_idx', ['tenantId', 'connectorId'])
@Index('oauth_grants_user_id_idx', ['userId'])
@Index('oauth_grants_session_id_idx', ['sessionId'])
@Check('oauth_grants_session_check', '(session_id IS NULL) = (expires_at IS NULL)')
@ForeignKey(() => Membership, ['tenantId', 'userId'], ['tenantId', 'userId'], {
  name: 'oauth_grants_membership_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(() => Connector, ['tenantId', 'connectorId'], ['tenantId', 'id'], {
  name: 'oauth_grants_connector_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(() => BrowserSession, ['sessionId'], ['id'], { name: 'oauth_grants_session_fkey', onDelete: 'CASCADE' })
export class OAuthGrant {
  /** Random, in every token of the grant; not secret. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'oauth_grants_pkey' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'oauth_grants_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @Column({ type: 'uuid' })
  userId!: string

  /** Null: the endpoint of the whole tenant. */
  @Column({ type: 'uuid', nullable: true })
  connectorId!: string | null

  @Column({ type: 'text' })
  clientId!: string

  /** As the client called itself when it was allowed. */
  @Column({ type: 'text' })
  clientName!: string

  @Column({ type: 'text' })
  redirectHost!: string

  @Column({ type: 'text', array: true })
  scopes!: string[]

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date

  /** When it last got a token. */
  @Column({ type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null

  /** The browser session that it ends with; null for what was allowed to an AI client. */
  @Column({ type: 'uuid', nullable: true })
  sessionId!: string | null

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null
}

/** Whatever the authorization server remembers between requests: clients, interactions, codes, refresh tokens. */
@Entity('oauth_artifacts')
@Index('oauth_artifacts_grant_id_idx', ['grantId'])
@Index('oauth_artifacts_expires_at_idx', ['expiresAt'])
export class Artifact {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'oauth_artifacts_pkey' })
  kind!: string

  /** SHA-256: most ids are worth as much as a password. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'oauth_artifacts_pkey' })
  idHash!: Buffer

  @Column({ type: 'text', nullable: true })
  @ForeignKey(() => OAuthGrant, { name: 'oauth_artifacts_grant_fkey', onDelete: 'CASCADE' })
  grantId!: string | null

  /** JSON, sealed with a key that comes from the platform key: it repeats the id. */
  @Column({ type: 'bytea' })
  payload!: Buffer

  @Column({ type: 'timestamptz' })
  expiresAt!: Date

  @Column({ type: 'timestamptz', nullable: true })
  consumedAt!: Date | null
}
