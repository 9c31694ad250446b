import { QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { type RouteObject, useLocation, useRoutes } from 'react-router-dom'
import { newQueryClient } from './api/query'
import { beginSession } from './api/session'
import { ErrorBoundary } from './frame/error-boundary'
import { Frame } from './frame/frame'
import { Kit } from './ui/kit'

interface AppProps {
  pages: RouteObject[]
  /** Goes to a page that is not the app's, such as sign-in. */
  leaveFor: (address: string) => void
}

export function App({ pages, leaveFor }: AppProps) {
  const [client] = useState(() => {
    beginSession(leaveFor)
    return newQueryClient()
  })
  const { pathname } = useLocation()
  const page = useRoutes([{ element: <Frame />, children: pages }])
  return (
    <QueryClientProvider client={client}>
      <Kit>
        {/* For what is around the pages; each page has its own. */}
        <ErrorBoundary at={pathname}>{page}</ErrorBoundary>
      </Kit>
    </QueryClientProvider>
  )
}
