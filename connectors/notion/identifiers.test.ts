import { databaseId, dataSourceId, toId } from './identifiers'

const ID = '1f2e3d4c-5b6a-4789-8abc-0123456789ab'
const BARE = ID.replaceAll('-', '')
const ROW = '2a2a2a2a5b6a47898abc0123456789ab'
const row = '2a2a2a2a-5b6a-4789-8abc-0123456789ab'
const BLOCK = '3b3b3b3b5b6a47898abc0123456789ab'
const block = '3b3b3b3b-5b6a-4789-8abc-0123456789ab'

test.each([
  [ID, 'page', ID],
  [` ${BARE.toUpperCase()} `, 'page', ID],
  [`Fog-horn-${BARE}`, 'page', ID],
  [`https://www.notion.so/harbor/Fog-horn-${BARE}?pvs=4`, 'page', ID],
  [`https://www.notion.so/${BARE}/`, 'page', ID],
  [`https://www.notion.so/${ID}`, 'page', ID],
  [`https://app.notion.com/p/Fog-horn-${BARE}`, 'page', ID],
  [`https://harbor.notion.site/Fog-horn-${BARE}#${BLOCK}`, 'page', ID],
  [`https://www.notion.so/Fog-horn-${BARE}#${BLOCK}`, 'block', block],
  [`https://www.notion.so/Fog-horn-${BARE}`, 'block', ID],
  [`https://www.notion.so/harbor/${BARE}?v=${BLOCK}&p=${ROW}&pm=s`, 'page', row],
  [`https://www.notion.so/harbor/${BARE}?v=${BLOCK}&p=${ROW}&pm=s`, 'database', ID],
  [`https://www.notion.so/harbor/${BARE}?v=${BLOCK}`, 'database', ID],
  [`collection://${ID}`, 'data source', ID],
  [`https://www.notion.so/Fog-horn-${BARE}?d=${ROW}`, 'discussion', row],
] as const)('%s as a %s', (text, kind, id) => {
  expect(toId(text, kind)).toBe(id)
})

test('the address of a database is none of a data source', () => {
  const address = `https://www.notion.so/harbor/${BARE}?v=${BLOCK}`
  for (const each of [address, `https://www.notion.so/harbor/Tasks-${BARE}`]) {
    expect(dataSourceId().safeParse(each).error?.issues[0]?.message).toContain('pass it as database_id')
  }
  expect(dataSourceId().parse(`collection://${ID}`)).toBe(ID)
  expect(databaseId().parse(address)).toBe(ID)
})

test.each([
  '',
  'Fog horn',
  BARE.slice(1),
  `${BARE}0`,
  `https://notion.so.evil.example/${BARE}`,
  `file:///${BARE}`,
  'https://www.notion.so/',
])('%j is none', (text) => {
  for (const kind of ['page', 'block', 'database', 'data source', 'discussion'] as const) {
    expect(toId(text, kind)).toBeUndefined()
  }
})
