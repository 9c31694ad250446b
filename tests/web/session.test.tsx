import { useMutation, useQuery } from '@tanstack/react-query'
import { act, cleanup, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import type { RouteObject } from 'react-router-dom'
import { z } from 'zod'
import { call } from '../../web/src/api/client'
import { useMay, useMe } from '../../web/src/api/me'
import { Button } from '../../web/src/ui/button'
import { Dialog } from '../../web/src/ui/dialog'
import { Field } from '../../web/src/ui/field'
import { Page } from '../../web/src/ui/page'
import { ProblemNotice } from '../../web/src/ui/problem'
import { FakeApi, list, problem } from './fake-api'
import { openApp } from './open-app'

const SAVE = 'POST /tenants/acme/things'

const acme = () => {
  const api = new FakeApi()
    .on(SAVE, () => ({ status: 201, body: {} }))
    .on('GET /tenants/acme/things', () => list(['one']))
  api.addTenant('acme', 'Acme', 'owner')
  api.addTenant('globex', 'Globex', 'member')
  return api
}

const Listed = z.object({ items: z.array(z.string()) })

/** A page with a form of each kind, and a list. */
function Things({ inDialog = false }: { inDialog?: boolean }) {
  const [name, setName] = useState('')
  const things = useQuery({
    queryKey: ['tenant', 'acme', 'things'],
    queryFn: ({ signal }) => call<typeof Listed>('/tenants/acme/things', { signal }),
  })
  const save = useMutation({
    mutationFn: () => call<z.ZodUnknown>('/tenants/acme/things', { method: 'POST', body: { name } }),
  })
  const form = (
    <>
      <Field label="Name" value={name} onChange={(event) => setName(event.target.value)} />
      <Button busy={save.isPending} onClick={() => save.mutate()}>
        Save
      </Button>
      {save.isSuccess && <p>Saved</p>}
      {save.isError && <ProblemNotice error={save.error} />}
    </>
  )
  return (
    <Page title="Things">
      <p>{things.isError ? 'No list' : things.data?.items.join()}</p>
      {inDialog ? (
        <Dialog open onOpenChange={() => setName('closed')} title="A thing">
          {form}
        </Dialog>
      ) : (
        form
      )}
    </Page>
  )
}

function Rights() {
  const { data: me } = useMe()
  const [here, there] = [useMay('members:write', 'acme'), useMay('members:write', 'globex')]
  return <Page title="Rights">{me && <p>{`acme ${here}, globex ${there}`}</p>}</Page>
}

const pages: RouteObject[] = [
  { path: '/things', element: <Things /> },
  { path: '/dialog', element: <Things inDialog /> },
  { path: '/rights', element: <Rights /> },
]

describe('at the beginning', () => {
  it('whoever is not signed in goes to sign in, and comes back to where they wanted to go', async () => {
    const api = acme()
    api.session = null
    const { left } = openApp('/things?view=all', { api, pages })
    await waitFor(() => expect(left).toContain('/sign-in?next=%2Fthings%3Fview%3Dall'))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('what somebody may do is decided for each tenant', async () => {
    openApp('/rights', { api: acme(), pages })
    expect(await screen.findByText('acme true, globex false')).toBeVisible()
  })
})

describe('a change', () => {
  it('proves that it comes from this page, and sends no key', async () => {
    const { api, user } = openApp('/things', { api: acme(), pages })
    await user.click(await screen.findByRole('button', { name: 'Save' }))
    expect(await screen.findByText('Saved')).toBeVisible()
    const { headers, credentials } = jest.mocked(fetch).mock.calls.at(-1)?.[1] ?? {}
    expect(headers).toMatchObject({ 'x-csrf-token': 'csrf-1' })
    expect(headers).not.toHaveProperty('authorization')
    expect(credentials).toBe('same-origin')
    expect(api.asked(SAVE)).toHaveLength(1)
  })

  it('that proves it wrongly is refused', async () => {
    const { api, user } = openApp('/things', { api: acme(), pages })
    await screen.findByText('one')
    if (api.session) api.session.csrf = 'another'
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByRole('alert')).toHaveTextContent(/does not come from a page of this server.*req_1/)
  })

  it('that nobody answered is not sent twice, and says what is not known', async () => {
    const { api, user } = openApp('/things', { api: acme().on(SAVE, () => 'unreachable'), pages })
    await user.click(await screen.findByRole('button', { name: 'Save' }))
    expect(await screen.findByRole('alert')).toHaveTextContent(/did not answer.*may or may not have been made/)
    expect(api.asked(SAVE)).toHaveLength(1)
  })

  it('that the server explains badly is explained by the page', async () => {
    const { user } = openApp('/things', { api: acme().on(SAVE, () => ({ status: 502, body: 'Bad gateway' })), pages })
    await user.click(await screen.findByRole('button', { name: 'Save' }))
    expect(await screen.findByRole('alert')).toHaveTextContent(/answered 502 without saying why/)
  })
})

describe.each([
  ['on a page', '/things'],
  ['in a dialog', '/dialog'],
])('signed out in the middle of a form %s', (_, path) => {
  const signedOutWhileTyping = async () => {
    const opened = openApp(path, { api: acme(), pages })
    await opened.user.type(await screen.findByLabelText('Name'), 'Half a sent')
    opened.api.session = null
    await opened.user.click(screen.getByRole('button', { name: 'Save' }))
    await screen.findByRole('alertdialog', { name: 'You were signed out' })
    return opened
  }

  it('nothing that was typed is lost, and the change goes on by itself', async () => {
    const { api, user, left } = await signedOutWhileTyping()
    const link = screen.getByRole('link', { name: 'Sign in again' })
    expect(link).toHaveAttribute('href', '/sign-in?next=%2Faccount')
    expect(link).toHaveAttribute('target', '_blank')
    await user.click(link)

    act(() => void window.dispatchEvent(new Event('focus')))
    expect(await screen.findByText('Nobody is signed in in this browser yet.')).toBeVisible()

    api.session = { id: api.signedInId, csrf: 'csrf-2', idleSeconds: 28_800, secondsLeft: 1_209_600 }
    act(() => void window.dispatchEvent(new Event('focus')))
    expect(await screen.findByText('Saved')).toBeVisible()
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument())
    expect(screen.getByLabelText('Name')).toHaveValue('Half a sent')
    expect(api.asked(SAVE).map(({ body }) => body)).toEqual([{ name: 'Half a sent' }, { name: 'Half a sent' }])
    expect(left).toEqual([])
  })

  it('"Not now" gives the form back, and the next try asks again', async () => {
    const { user } = await signedOutWhileTyping()
    await user.click(screen.getByRole('button', { name: 'Not now' }))
    expect(await screen.findByRole('alert')).toBeVisible()
    expect(screen.getByLabelText('Name')).toHaveValue('Half a sent')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByRole('alertdialog', { name: 'You were signed out' })).toBeVisible()
  })

  it('somebody else who signs in sees nothing of it', async () => {
    const { api, left } = await signedOutWhileTyping()
    api.session = { id: 'user:somebody-else', csrf: 'csrf-3', idleSeconds: 28_800, secondsLeft: 1_209_600 }
    act(() => void window.dispatchEvent(new Event('focus')))
    await waitFor(() => expect(left).toEqual(['/']))
    expect(api.asked(SAVE)).toHaveLength(1)
  })
})

describe('a session near its end', () => {
  beforeEach(() => jest.useFakeTimers({ advanceTimers: true, doNotFake: ['queueMicrotask', 'performance'] }))
  afterEach(() => jest.useRealTimers())
  /** As a machine that slept: the clock is ahead, and timers go on. */
  const pass = (minutes: number) =>
    act(() => {
      jest.setSystemTime(Date.now() + minutes * 60_000)
      return jest.advanceTimersByTimeAsync(6_000)
    })

  it('is announced two minutes before, and renewed in place', async () => {
    const { api, user } = openApp('/things', { api: acme(), pages })
    await screen.findByText('one')
    await pass(8 * 60 - 4)
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument()
    await pass(1.2)
    await screen.findByRole('alertdialog', { name: 'You will be signed out in two minutes' })
    const before = api.asked('GET /me').length
    await user.click(screen.getByRole('button', { name: 'Stay signed in' }))
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument())
    expect(api.asked('GET /me')).toHaveLength(before + 1)
    await pass(10)
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument()
  })

  it('is not announced when another tab of the browser was used', async () => {
    openApp('/things', { api: acme(), pages })
    await screen.findByText('one')
    await pass(8 * 60 - 10)
    localStorage.setItem('sagemcp.answered', String(Date.now()))
    await pass(7.5)
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument()
  })

  it('asks to sign in once it has ended', async () => {
    const { api } = openApp('/things', { api: acme(), pages })
    await screen.findByText('one')
    await pass(8 * 60 - 3)
    api.session = null
    await pass(2.5)
    expect(await screen.findByRole('alertdialog', { name: 'You were signed out' })).toBeVisible()
  })

  it('cannot be renewed beyond its last day, and says so', async () => {
    const api = acme()
    if (api.session) api.session.secondsLeft = 3_600
    const { user } = openApp('/things', { api, pages })
    await screen.findByText('one')
    await pass(58.2)
    expect(await screen.findByRole('alertdialog')).toHaveTextContent('nothing that you typed is lost')
    expect(screen.queryByRole('button', { name: 'Stay signed in' })).not.toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'All right' }))
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument())
  })
})

describe('a list', () => {
  const THINGS = 'GET /tenants/acme/things'

  it('that nobody answers is asked for again by itself', async () => {
    let tries = 0
    const api = acme().on(THINGS, () => (++tries < 2 ? 'unreachable' : list(['there'])))
    openApp('/things', { api, pages })
    expect(await screen.findByText('there', {}, { timeout: 4_000 })).toBeVisible()
    expect(tries).toBe(2)
  })

  it('that is refused is not', async () => {
    const api = acme().on(THINGS, () => problem(403, 'forbidden', 'No.'))
    openApp('/things', { api, pages })
    expect(await screen.findByText('No list')).toBeVisible()
    expect(api.asked(THINGS)).toHaveLength(1)
  })

  it('that is left before it answers is taken back', async () => {
    const api = acme()
    api.on(THINGS, () => new Promise(() => {}))
    openApp('/things', { api, pages })
    await waitFor(() => expect(api.asked(THINGS)).toHaveLength(1))
    const asked = jest.mocked(fetch).mock.calls.findLast(([url]) => String(url).endsWith('/things'))?.[1]
    expect(asked?.signal?.aborted).toBe(false)
    cleanup()
    expect(asked?.signal?.aborted).toBe(true)
  })
})
