import { render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { BrowserRouter, type RouteObject } from 'react-router-dom'
import { App } from '../../web/src/app'
import { screens } from '../../web/src/routes'
import { FakeApi } from './fake-api'

interface Start {
  readonly api?: FakeApi
  /** Instead of the app's own screens. */
  readonly pages?: RouteObject[]
  /** What the browser kept from another day. */
  readonly kept?: Readonly<Record<string, string>>
}

/** The whole app at an address, with the network replaced at fetch. `left` are the pages that it went to beside the app. */
export function openApp(path: string, { api = new FakeApi(), pages = screens, kept = {} }: Start = {}) {
  localStorage.clear()
  for (const [name, value] of Object.entries(kept)) localStorage.setItem(name, value)
  window.history.replaceState(null, '', path)
  // jsdom lays nothing out, and says so when it is asked to scroll.
  jest.spyOn(window, 'scrollTo').mockImplementation(() => {})
  jest.spyOn(globalThis, 'fetch').mockImplementation((url, init) => api.fetch(String(url), init ?? {}))
  const left: string[] = []
  render(
    <BrowserRouter>
      <App pages={pages} leaveFor={(address) => left.push(address)} />
    </BrowserRouter>,
  )
  const at = () => window.location.pathname + window.location.search
  return { api, left, at, user: userEvent.setup() }
}
