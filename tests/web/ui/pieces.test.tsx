import { screen, within } from '@testing-library/react'
import { Problem } from '../../../web/src/api/client'
import { Badge, EffectBadge } from '../../../web/src/ui/badge'
import { Page, Section } from '../../../web/src/ui/page'
import { ProblemNotice } from '../../../web/src/ui/problem'
import { Bars } from '../../../web/src/ui/spark'
import { TabLinks } from '../../../web/src/ui/tabs'
import { Duration, When } from '../../../web/src/ui/time'
import { count } from '../../../web/src/ui/words'
import { show } from './show'

it('tabs say which one is open', async () => {
  const user = show(
    <TabLinks
      label="Connector"
      tabs={[
        { to: '/slack', label: 'Tools', count: 1200, end: true },
        { to: '/slack/accounts', label: 'Accounts' },
      ]}
    />,
    '/slack',
  )
  const tabs = within(screen.getByRole('navigation', { name: 'Connector' }))
  expect(tabs.getByRole('link', { name: 'Tools 1,200' })).toHaveAttribute('aria-current', 'page')
  await user.click(tabs.getByRole('link', { name: 'Accounts' }))
  expect(tabs.getByRole('link', { name: 'Accounts' })).toHaveAttribute('aria-current', 'page')
  expect(tabs.getByRole('link', { name: 'Tools 1,200' })).not.toHaveAttribute('aria-current')
})

describe('times', () => {
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
  const HOUR = 3_600_000

  it.each([
    [ago(1_000), 'just now'],
    [ago(3 * HOUR), '3 hours ago'],
    [ago(26 * HOUR), 'yesterday'],
    [ago(-5 * 24 * HOUR), 'in 5 days'],
    ['2020-02-29T12:00:00Z', '29 Feb 2020'],
  ])('%s is %s, with the exact time at hand', (at, words) => {
    show(<When at={at} />)
    const time = screen.getByText(words)
    expect(time).toHaveAttribute('datetime', new Date(at).toISOString())
    expect(time.title).toContain(String(new Date(at).getFullYear()))
  })

  it.each([
    [<When key="a" at={null} />, 'Never'],
    [<When key="b" at={undefined} missing="Not used" />, 'Not used'],
  ])('say that there is none', (when, words) => {
    show(when)
    expect(screen.getByText(words)).toBeInTheDocument()
  })

  it.each([
    [340.4, '340 ms'],
    [1_234, '1.2 s'],
    [59_960, '1 min'],
    [125_000, '2 min 5 s'],
  ])('%d ms is %s', (ms, words) => {
    show(<Duration ms={ms} />)
    expect(screen.getByText(words)).toBeInTheDocument()
  })
})

it('bars are a table for who does not see them', () => {
  show(
    <Bars
      label="Calls by day"
      data={[
        { label: 'Mon', value: 10, bad: 2 },
        { label: 'Tue', value: 0 },
        { label: 'Wed', value: 3, bad: true },
      ]}
    />,
  )
  const rows = within(screen.getByRole('table', { name: 'Calls by day' })).getAllByRole('row')
  expect(rows.map((row) => row.textContent)).toEqual(['WhenAllWent wrong', 'Mon102', 'Tue00', 'Wed33'])
})

it('a problem says what happened, what to do, and its id, and tries again', async () => {
  const retry = jest.fn()
  const error = new Problem(502, {
    code: 'vendor',
    detail: 'Slack did not answer. Nothing was changed.',
    hint: 'Wait a minute.',
    requestId: 'req-1',
  })
  const user = show(<ProblemNotice error={error} retry={retry} />)
  const alert = screen.getByRole('alert')
  for (const words of ['Slack did not answer. Nothing was changed.', 'Wait a minute.', 'Request req-1']) {
    expect(alert).toHaveTextContent(words)
  }
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(retry).toHaveBeenCalledTimes(1)
})

it('a page has one heading, landmarks, and the name of the tab', () => {
  show(
    <Page title="3 connections need you" back={{ to: '/', text: 'Home' }}>
      <Section title="Connectors">None</Section>
    </Page>,
  )
  expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1)
  expect(within(screen.getByRole('main')).getByRole('region', { name: 'Connectors' })).toBeInTheDocument()
  expect(document.title).toBe('3 connections need you · SageMCP')
})

it('a state is a mark and a word', () => {
  show(
    <>
      <Badge look="bad">Needs you</Badge>
      <EffectBadge effect="destroy" />
    </>,
  )
  for (const word of ['Needs you', 'Destroy']) expect(screen.getByText(word).querySelector('svg')).not.toBeNull()
})

it.each([
  [1, 'tool', undefined, '1 tool'],
  [1_500, 'tool', undefined, '1,500 tools'],
  [2, 'person', 'people', '2 people'],
])('counts %d', (n, noun, plural, words) => expect(count(n, noun, plural)).toBe(words))
