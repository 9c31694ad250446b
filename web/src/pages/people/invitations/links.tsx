import { Badge } from '../../../ui/badge'
import { Copyable, CopyButton } from '../../../ui/copy'
import { ProblemNotice } from '../../../ui/problem'
import type { Failed, Made } from './inviting'

/** The links that were just made. */
export const Links = ({ made, failed }: { made: readonly Made[]; failed: readonly Failed[] }) => (
  <div className="grid gap-4">
    <NotMade failed={failed} />
    <ul className="grid gap-3">
      {made.map(({ email, link: { id, url, mailed } }) => (
        <li key={id} className="grid min-w-0 gap-1.5">
          <div className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 font-medium wrap-anywhere">{email ?? 'Whoever holds the link'}</span>
            <Badge look={mailed ? 'good' : 'neutral'}>{mailed ? 'Mailed' : 'Not mailed'}</Badge>
          </div>
          <Copyable label={`link for ${email ?? 'whoever holds it'}`} text={url} />
        </li>
      ))}
    </ul>
    {made.length > 1 && (
      <div className="flex items-center gap-1 text-13 text-muted">
        All of them, a line each
        <CopyButton label="all links" text={made.map(({ email, link }) => `${email ?? ''}\t${link.url}`).join('\n')} />
      </div>
    )}
  </div>
)

/** What could not be made, and why. */
export const NotMade = ({ failed }: { failed: readonly Failed[] }) =>
  failed.map(({ email, error }) => (
    <div key={email} className="grid gap-1">
      <p className="text-13 font-medium wrap-anywhere">{email === '' ? 'The link' : email} was not invited:</p>
      <ProblemNotice error={error} />
    </div>
  ))
