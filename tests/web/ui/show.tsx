import { render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { MemoryRouter, useLocation } from 'react-router-dom'
import { Kit } from '../../../web/src/ui/kit'

const Address = () => <output aria-label="Address">{useLocation().pathname}</output>

/** A piece of the kit as the app shows it, at an address. */
export function show(children: ReactNode, at = '/') {
  render(
    <MemoryRouter initialEntries={[at]}>
      <Kit>{children}</Kit>
      <Address />
    </MemoryRouter>,
  )
  return userEvent.setup()
}
