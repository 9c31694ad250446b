import { CSPProvider } from '@base-ui/react/csp-provider'
import type { ReactNode } from 'react'
import { Toasts } from './toast'

/** What the pieces of this folder need around the app, mounted once. */
export const Kit = ({ children }: { children: ReactNode }) => (
  // Base UI's own style elements are refused by the page's policy; style.css has their rules.
  <CSPProvider disableStyleElements>
    <Toasts>{children}</Toasts>
  </CSPProvider>
)
