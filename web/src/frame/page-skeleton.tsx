import { Page } from '../ui/page'
import { Skeleton } from '../ui/skeleton'

/** While the code of a screen is on its way: the shape that most of them have. */
export const PageSkeleton = () => (
  <Page>
    <Skeleton rows={6} label="Loading" />
  </Page>
)
