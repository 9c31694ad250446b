import { useParams, useSearchParams } from 'react-router-dom'
import type { OAuthConfig } from '../../../../server/contracts/accounts'
import { useConnectorTypes } from '../../api/connectors'
import { useMay } from '../../api/me'
import { useOAuthApps } from '../../api/oauth-apps'
import { Badge } from '../../ui/badge'
import { Empty } from '../../ui/empty'
import { Row, Rows, Section } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { Skeleton } from '../../ui/skeleton'
import { When } from '../../ui/time'
import { VendorIcon } from '../../ui/vendor-icon'
import { OAuthAppDetail } from '../connectors/oauth-app-detail'

/** A tenant's applications at vendors: all of them, or the one in the address. */
export function OAuthAppsTab() {
  const { tenant = '' } = useParams()
  const [params] = useSearchParams()
  const mayRead = useMay('accounts:read', tenant)
  const mayWrite = useMay('accounts:write', tenant)
  const { data, error, refetch } = useOAuthApps(tenant, mayRead)
  const types = useConnectorTypes()
  if (!mayRead) return <Empty title="Admins set up OAuth apps">Ask an admin of this tenant.</Empty>
  if (error !== null && !data) return <ProblemNotice error={error} retry={() => void refetch()} />
  if (types.error !== null) return <ProblemNotice error={types.error} retry={() => void types.refetch()} />
  if (!data || !types.data) return <Skeleton rows={7} label="Loading the OAuth apps" />
  const app = data.items.find(({ provider }) => provider === params.get('provider'))
  const typeOf = ({ provider }: OAuthConfig) => types.data.items.find((each) => each.provider === provider)
  if (app) {
    return (
      <OAuthAppDetail
        key={app.provider}
        tenant={tenant}
        app={app}
        type={typeOf(app)}
        mayWrite={mayWrite}
        connector={params.get('connector')}
      />
    )
  }
  return (
    <Section
      title="OAuth apps"
      description="A vendor wants to know this server before anybody connects an account. That is an OAuth app: registered once at the vendor, its client id and secret kept here."
    >
      <Rows label="OAuth apps">
        {data.items.map((each) => (
          <Row key={each.provider} to={`?provider=${each.provider}`} aside={<AppState app={each} />}>
            <span className="flex items-center gap-2.5">
              <VendorIcon type={typeOf(each)?.type ?? each.provider} />
              <span className="grid">
                <span>{typeOf(each)?.title ?? each.title}</span>
                {each.updatedAt !== null && (
                  <span className="text-12 text-muted">
                    Set <When at={each.updatedAt} />
                    {each.baseUrl !== null && ` for ${new URL(each.baseUrl).host}`}
                  </span>
                )}
              </span>
            </span>
          </Row>
        ))}
      </Rows>
    </Section>
  )
}

const STATES = {
  tenant: { look: 'good', word: 'Your own' },
  platform: { look: 'good', word: "The platform's" },
  none: { look: 'neutral', word: 'None yet' },
} as const

function AppState({ app }: { app: OAuthConfig }) {
  const { look, word } = STATES[app.source ?? 'none']
  return <Badge look={look}>{word}</Badge>
}
