import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The tables of the first release. The schema exists already: the list of migrations is in it. */
export class CreateTables1795219200000 implements MigrationInterface {
  readonly name = 'CreateTables1795219200000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sagemcp.tenants (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT tenants_pkey PRIMARY KEY,
        slug text NOT NULL CONSTRAINT tenants_slug_key UNIQUE,
        name text NOT NULL,
        description text NOT NULL DEFAULT '',
        is_active boolean NOT NULL DEFAULT true,
        contact_email text,
        settings jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE sagemcp.tenant_keys (
        tenant_id uuid NOT NULL CONSTRAINT tenant_keys_pkey PRIMARY KEY
          CONSTRAINT tenant_keys_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        wrapped bytea NOT NULL,
        key_id text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE sagemcp.platform_keys (
        id text NOT NULL CONSTRAINT platform_keys_pkey PRIMARY KEY,
        wrapped bytea NOT NULL,
        key_id text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE sagemcp.oauth_configs (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT oauth_configs_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL
          CONSTRAINT oauth_configs_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        provider text NOT NULL,
        client_id text NOT NULL,
        client_secret bytea,
        scopes text[] NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT oauth_configs_tenant_id_provider_key UNIQUE (tenant_id, provider)
      );

      CREATE TABLE sagemcp.oauth_credentials (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT oauth_credentials_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL
          CONSTRAINT oauth_credentials_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        provider text NOT NULL,
        user_id uuid,
        kind text NOT NULL CONSTRAINT oauth_credentials_kind_check CHECK (kind IN ('token', 'oauth')),
        provider_user_id text,
        provider_username text,
        access_token bytea NOT NULL,
        refresh_token bytea,
        provider_data bytea,
        origins text[] NOT NULL,
        scopes text[] NOT NULL DEFAULT '{}',
        expires_at timestamptz,
        is_active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT oauth_credentials_tenant_id_id_key UNIQUE (tenant_id, id)
      );

      CREATE TABLE sagemcp.connectors (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT connectors_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL
          CONSTRAINT connectors_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        slug text NOT NULL,
        type text NOT NULL,
        name text NOT NULL,
        description text NOT NULL DEFAULT '',
        is_enabled boolean NOT NULL DEFAULT true,
        is_read_only boolean NOT NULL DEFAULT false,
        configuration jsonb NOT NULL DEFAULT '{}',
        credential_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT connectors_tenant_id_id_key UNIQUE (tenant_id, id),
        CONSTRAINT connectors_tenant_id_slug_key UNIQUE (tenant_id, slug),
        CONSTRAINT connectors_credential_fkey FOREIGN KEY (tenant_id, credential_id)
          REFERENCES sagemcp.oauth_credentials (tenant_id, id) ON DELETE SET NULL (credential_id)
      );
      CREATE INDEX connectors_tenant_id_credential_id_idx ON sagemcp.connectors (tenant_id, credential_id);

      CREATE TABLE sagemcp.connector_tools (
        tenant_id uuid NOT NULL,
        connector_id uuid NOT NULL,
        tool text NOT NULL,
        is_enabled boolean NOT NULL,
        CONSTRAINT connector_tools_pkey PRIMARY KEY (tenant_id, connector_id, tool),
        CONSTRAINT connector_tools_connector_fkey FOREIGN KEY (tenant_id, connector_id)
          REFERENCES sagemcp.connectors (tenant_id, id) ON DELETE CASCADE
      );

      CREATE TABLE sagemcp.api_keys (
        id text NOT NULL CONSTRAINT api_keys_pkey PRIMARY KEY,
        tenant_id uuid
          CONSTRAINT api_keys_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        name text NOT NULL,
        scope text NOT NULL
          CONSTRAINT api_keys_scope_check CHECK (scope IN ('platform_admin', 'tenant_admin', 'tenant_user')),
        read_only boolean NOT NULL DEFAULT false,
        secret_hash bytea NOT NULL,
        expires_at timestamptz,
        last_used_at timestamptz,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT api_keys_tenant_id_id_key UNIQUE (tenant_id, id),
        CONSTRAINT api_keys_tenant_check CHECK ((scope = 'platform_admin') = (tenant_id IS NULL))
      );

      CREATE TABLE sagemcp.mcp_tickets (
        hash bytea NOT NULL CONSTRAINT mcp_tickets_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL
          CONSTRAINT mcp_tickets_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        key_id text NOT NULL,
        endpoint text NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT mcp_tickets_key_fkey FOREIGN KEY (tenant_id, key_id)
          REFERENCES sagemcp.api_keys (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX mcp_tickets_tenant_id_key_id_idx ON sagemcp.mcp_tickets (tenant_id, key_id);

      CREATE TABLE sagemcp.audit_events (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_events_pkey PRIMARY KEY,
        tenant_id uuid
          CONSTRAINT audit_events_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor jsonb NOT NULL,
        action text NOT NULL,
        target text NOT NULL,
        outcome text NOT NULL,
        call_id uuid,
        details jsonb NOT NULL DEFAULT '{}',
        address text NOT NULL,
        request_id text NOT NULL
      );
      CREATE INDEX audit_events_tenant_id_id_idx ON sagemcp.audit_events (tenant_id, id);

      CREATE TABLE sagemcp.tool_calls (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT tool_calls_pkey PRIMARY KEY,
        tenant_id uuid NOT NULL
          CONSTRAINT tool_calls_tenant_fkey REFERENCES sagemcp.tenants (id) ON DELETE CASCADE,
        connector_id uuid,
        tool text NOT NULL,
        actor text NOT NULL,
        transport text NOT NULL,
        started_at timestamptz NOT NULL,
        duration_ms integer NOT NULL,
        outcome text NOT NULL,
        arguments jsonb NOT NULL,
        result_bytes integer NOT NULL,
        request_id text NOT NULL
      );
      CREATE INDEX tool_calls_tenant_id_started_at_idx ON sagemcp.tool_calls (tenant_id, started_at);
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sagemcp.tool_calls, sagemcp.audit_events, sagemcp.mcp_tickets, sagemcp.api_keys,
        sagemcp.connector_tools, sagemcp.connectors, sagemcp.oauth_credentials, sagemcp.oauth_configs,
        sagemcp.platform_keys, sagemcp.tenant_keys, sagemcp.tenants
    `)
  }
}
