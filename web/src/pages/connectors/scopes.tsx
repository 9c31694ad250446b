import type { VendorAccount } from '../../../../server/contracts/accounts'
import { Badge } from '../../ui/badge'
import { count } from '../../ui/words'

/** What an account may do at the vendor: what is missing first, then the rest. */
export const Scopes = ({ account: { scopes, missingScopes, unusedScopes } }: { account: VendorAccount }) => (
  <ul className="grid gap-1.5 text-13">
    {missingScopes.map(({ scope, tools }) => (
      <li key={scope} className="flex flex-wrap items-center gap-2">
        <Badge look="warn">Missing</Badge>
        <code className="font-mono wrap-anywhere">{scope}</code>
        <span className="text-muted" title={tools.join(', ')}>
          {count(tools.length, 'tool')} need it
        </span>
      </li>
    ))}
    {scopes.map((scope) => (
      <li key={scope} className="flex flex-wrap items-center gap-2">
        <Badge look={unusedScopes.includes(scope) ? 'neutral' : 'good'}>
          {unusedScopes.includes(scope) ? 'Unused' : 'Granted'}
        </Badge>
        <code className="font-mono wrap-anywhere">{scope}</code>
      </li>
    ))}
  </ul>
)
