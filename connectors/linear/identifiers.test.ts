import { commentLink, cycleRef, isDay, isUuid, issueRef, sinceRef, slugRef, teamRef, userRef } from './identifiers'

const ID = '0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9'
const SITE = 'https://linear.app/harbor'

test.each([
  ['ENG-12', 'ENG-12'],
  ['eng-12', 'ENG-12'],
  [`${SITE}/issue/ENG-12`, 'ENG-12'],
  [`${SITE}/issue/ENG-12/fog-horn-2#comment-1a2b`, 'ENG-12'],
  [ID.toUpperCase(), ID],
  ['ENG', undefined],
  ['ENG-', undefined],
  ['fog horn-12', undefined],
  ['https://elsewhere.example/harbor/issue/ENG-12', undefined],
  [`${SITE}/project/lamp-12`, undefined],
])('issue %s is %s', (text, expected) => {
  expect(issueRef(text)).toBe(expected)
})

test('a UUID is told from what looks like one', () => {
  expect(isUuid(ID)).toBe(true)
  for (const text of ['ENG-12', ID.slice(1), `${ID}0`, ID.replace('0a', 'zz')]) expect(isUuid(text)).toBe(false)
})

test.each([
  [`${SITE}/team/ENG/active`, 'ENG'],
  ['Engineering', 'Engineering'],
])('team %s is %s', (text, expected) => {
  expect(teamRef(text)).toBe(expected)
})

test.each([
  [`${SITE}/profiles/ada`, 'ada'],
  ['@ada', 'ada'],
  ['ada@harbor.example', 'ada@harbor.example'],
])('person %s is %s', (text, expected) => {
  expect(userRef(text)).toBe(expected)
})

test.each([
  [`${SITE}/project/lighthouse-6f1c2d3e4a5b/overview`, '6f1c2d3e4a5b'],
  [`${SITE}/document/plan-b-6F1C2D3E4A5B`, '6f1c2d3e4a5b'],
  ['lighthouse-6f1c2d3e4a5b', '6f1c2d3e4a5b'],
  ['6f1c2d3e4a5b', '6f1c2d3e4a5b'],
  ['Lighthouse', 'Lighthouse'],
  [ID, ID],
])('project or document %s is %s', (text, expected) => {
  expect(slugRef(text)).toBe(expected)
})

test.each([
  [`${SITE}/team/ENG/cycle/12`, { team: 'ENG', cycle: '12' }],
  [`${SITE}/team/ENG/cycle/active`, { team: 'ENG', cycle: 'current' }],
  [`${SITE}/team/ENG/cycle/upcoming`, { team: 'ENG', cycle: 'next' }],
  ['12', { cycle: '12' }],
  ['Fog', { cycle: 'Fog' }],
])('cycle %s is %j', (text, expected) => {
  expect(cycleRef(text)).toEqual(expected)
})

test.each([
  ['7d', '-P7D'],
  ['12h', '-PT12H'],
  ['2w', '-P2W'],
  ['2026-01-31', '2026-01-31'],
  ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00Z'],
  ['2026-01-31T10:00:00.5+02:00', '2026-01-31T10:00:00.5+02:00'],
  ['2026-13-45', undefined],
  ['2026-02-31', undefined],
  ['2026-02-31T10:00:00Z', undefined],
  ['2026-01-31T25:00:00Z', undefined],
  ['2026-01-31 (perhaps)', undefined],
  ['yesterday', undefined],
  ['7m', undefined],
])('since %s is %s', (text, expected) => {
  expect(sinceRef(text)).toBe(expected)
})

test.each([
  ['2026-02-28', true],
  ['2028-02-29', true],
  ['2026-02-29', false],
  ['2026-02-31', false],
  ['2026-04-31', false],
  ['2026-00-10', false],
  ['2026-1-1', false],
  ['31.01.2026', false],
])('that %s is a day is %s', (text, expected) => {
  expect(isDay(text)).toBe(expected)
})

test.each([
  [`${SITE}/issue/eng-12/fog-horn-2#comment-1a2b3c4d`, { issue: 'ENG-12', comment: '1a2b3c4d' }],
  [`${SITE}/issue/ENG-12#comment-${ID}`, { issue: 'ENG-12', comment: ID }],
  [`${SITE}/issue/ENG-12/fog-horn-2`, undefined],
  [ID, undefined],
])('comment %s is %j', (text, expected) => {
  expect(commentLink(text)).toEqual(expected)
})
