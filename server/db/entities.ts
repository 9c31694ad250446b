import { ApiKey } from '../api-keys/entity'
import { AuditEvent, ToolCall } from '../audit/entity'
import { Connector, ConnectorTool } from '../connectors/entity'
import { Credential, PlatformKey, TenantKey } from '../credentials/entity'
import { Ticket } from '../mcp/entity'
import { OAuthConfig } from '../oauth/entity'
import { Tenant } from '../tenants/entity'

export const entities = [
  Tenant,
  Connector,
  ConnectorTool,
  Credential,
  TenantKey,
  PlatformKey,
  OAuthConfig,
  ApiKey,
  AuditEvent,
  ToolCall,
  Ticket,
]
