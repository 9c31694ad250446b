import { render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { MemoryRouter } from 'react-router-dom'
import { App } from '../../web/src/app'
import { FakeApi, PLATFORM_KEY } from './fake-api'

interface Start {
  /** The key that this tab already remembers. */
  key?: string | null
  api?: FakeApi
}

/** The whole app at an address, with the network replaced at fetch. */
export function openApp(path: string, { key = PLATFORM_KEY, api = new FakeApi() }: Start = {}) {
  sessionStorage.clear()
  localStorage.clear()
  if (key !== null) sessionStorage.setItem('sagemcp.key', key)
  jest.spyOn(globalThis, 'fetch').mockImplementation((url, init) => api.fetch(String(url), init ?? {}))
  render(
    <MemoryRouter initialEntries={[path]}>
      <App />
    </MemoryRouter>,
  )
  return { api, user: userEvent.setup() }
}
