import { Link } from 'react-router-dom'
import { useMe } from '../api/me'
import { forgetKey } from '../api/session'
import { Button } from './button'

const words = { platform_admin: 'platform key', tenant_admin: 'tenant admin key', tenant_user: 'client key' }

export function TopBar() {
  const { data: me } = useMe()
  return (
    <div className="border-b border-line bg-surface">
      <nav className="mx-auto flex h-12 max-w-4xl items-center justify-between gap-4 px-4 sm:px-6" aria-label="Main">
        <Brand />
        <div className="flex min-w-0 items-center gap-3">
          {me && (
            <span
              className="hidden truncate text-13 text-muted sm:block"
              title={me.keyId === null ? undefined : `Key ${me.keyId}`}
            >
              {me.name}, {me.scope === null ? 'signed in' : words[me.scope]}
            </span>
          )}
          <Button size="small" onClick={forgetKey}>
            Forget key
          </Button>
        </div>
      </nav>
    </div>
  )
}

export const Brand = () => (
  <Link to="/" className="flex w-fit shrink-0 items-center gap-2 text-14 font-semibold">
    <img src="/favicon.svg" alt="" width="20" height="20" />
    SageMCP
  </Link>
)
