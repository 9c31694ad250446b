import type { EntityManager } from 'typeorm'

/** Who tenants' transactions run as. It owns nothing, so that row-level security applies to it. */
export const TENANT_ROLE = 'app_rls'

const NOT_ALLOWED = '42501'

// Processes of several databases in one cluster may make the role at the same moment.
const MAKE_ROLE = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${TENANT_ROLE}') THEN
      CREATE ROLE ${TENANT_ROLE} NOLOGIN;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END $$`

const BECOME_ROLE = `
  DO $$ BEGIN
    SET LOCAL ROLE ${TENANT_ROLE};
    RESET ROLE;
  EXCEPTION WHEN insufficient_privilege THEN
    EXECUTE format('GRANT ${TENANT_ROLE} TO %I', current_user);
  END $$`

/** Makes the role where it is missing and makes sure that we may become it. A backup of a database holds no roles. */
export async function ensureTenantRole(em: EntityManager): Promise<void> {
  const [me] = (await em.query('SELECT quote_ident(current_user) AS name')) as [{ name: string }]
  try {
    await em.transaction(async (tx) => {
      await tx.query(MAKE_ROLE)
      await tx.query(BECOME_ROLE)
    })
  } catch (error) {
    if ((error as { code?: string }).code !== NOT_ALLOWED) throw error
    const roles = (await em.query('SELECT FROM pg_roles WHERE rolname = $1', [TENANT_ROLE])) as unknown[]
    const create = roles.length === 0 ? `CREATE ROLE ${TENANT_ROLE} NOLOGIN; ` : ''
    throw new Error(
      `the database user may not make or use the role ${TENANT_ROLE}; as an administrator of the server run once:\n` +
        `${create}GRANT ${TENANT_ROLE} TO ${me.name};`,
      { cause: error },
    )
  }
  const [role] = (await em.query('SELECT rolsuper OR rolbypassrls AS unbound FROM pg_roles WHERE rolname = $1', [
    TENANT_ROLE,
  ])) as [{ unbound: boolean }]
  if (role.unbound) throw new Error(`the role ${TENANT_ROLE} must not be a superuser or have BYPASSRLS`)
}
