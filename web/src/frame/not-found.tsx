import { useLocation } from 'react-router-dom'
import { ButtonLink } from '../ui/button'
import { Empty } from '../ui/empty'
import { Page } from '../ui/page'

export function NotFound() {
  const { pathname } = useLocation()
  return (
    <Page title="There is no such page">
      <Empty title="Check the address" action={<ButtonLink to="/">Go to the start</ButtonLink>}>
        Nothing of this app is at <code className="font-mono break-all">{pathname}</code>. The link may be old or cut
        off. Start again, or search with the button at the top.
      </Empty>
    </Page>
  )
}
