import { AccessRule } from '../access/entity'
import { ApiKey } from '../api-keys/entity'
import { AuditEvent, AuditSegment, ToolCall } from '../audit/entity'
import { Artifact, OAuthGrant, SigningKey } from '../authorization-server/entity'
import { Invitation } from '../invitations/entity'
import { Connector, ConnectorTool } from '../connectors/entity'
import { Credential, PlatformKey, TenantKey } from '../credentials/entity'
import { JobLease } from '../jobs/entity'
import { Membership } from '../members/entity'
import { Mail, StoredSession, StreamEvent, Ticket } from '../mcp/entity'
import { OAuthAttempt, OAuthConfig } from '../oauth/entity'
import { IdentityProvider, TenantDomain, UsedSignIn } from '../single-sign-on/entity'
import { ClientSighting } from '../sightings/entity'
import { CallCount, LimitBucket, LimitProcess } from '../limits/entity'
import { Tenant } from '../tenants/entity'
import { BrowserSession, Identity, OneTimeLink, User } from '../users/entity'

export const entities = [
  Tenant,
  Connector,
  ConnectorTool,
  AccessRule,
  Credential,
  TenantKey,
  PlatformKey,
  OAuthConfig,
  OAuthAttempt,
  ApiKey,
  AuditEvent,
  AuditSegment,
  ToolCall,
  ClientSighting,
  Ticket,
  StoredSession,
  StreamEvent,
  Mail,
  User,
  Identity,
  Membership,
  Invitation,
  BrowserSession,
  OneTimeLink,
  IdentityProvider,
  TenantDomain,
  UsedSignIn,
  SigningKey,
  OAuthGrant,
  Artifact,
  JobLease,
  CallCount,
  LimitBucket,
  LimitProcess,
]
