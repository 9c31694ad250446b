import { ToolCall } from '../../server/audit/entity'
import { exported } from '../../server/audit/export'
import { callRow } from './call-row'
import { type Api, type Client, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const call = (tenantId: string, more: Partial<ToolCall> = {}) =>
  callRow(tenantId, { startedAt: new Date('2026-01-01T00:00:00Z'), ...more })
const insert = (rows: ReturnType<typeof call>[]) => api.db.withSystem((em) => em.insert(ToolCall, rows))
const file = async (client: Client, path: string) => client.get(path).buffer(true).expect(200)

describe('an export', () => {
  it('is a CSV file that no spreadsheet takes for formulas', async () => {
    const tenant = await makeTenant(api, 'csv')
    const names = ['=1+1', '+1', '-1', '@x', '\tx', 'a "b", c', 'two\nlines', 'plain - text']
    await insert(
      names.map((actorName, i) => call(tenant.id, { actorName, startedAt: new Date(Date.UTC(2026, 0, 1, i)) })),
    )
    const { text, headers } = await file(tenant.admin, `${tenant.path}/calls/export`)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toMatch(/^attachment; filename="calls-csv-\d{4}-\d\d-\d\d\.csv"$/)
    expect(headers['cache-control']).toBe('no-store')
    const lines = text.split('\r\n')
    expect(lines[0]).toMatch(/^startedAt,tool,connector,outcome,/)
    expect(lines.at(-1)).toBe('')
    expect(lines.slice(1, -1).map((line) => line.split('depot_get_thing,,ok,10,')[1]?.split(',key,')[0])).toEqual([
      'plain - text',
      '"two\nlines"',
      '"a ""b"", c"',
      "'\tx",
      "'@x",
      "'-1",
      "'+1",
      "'=1+1",
    ])
  })

  it('is lines of JSON, with the filters of the list, and of the caller only for a member', async () => {
    const tenant = await makeTenant(api, 'jsonl')
    const ana = await tenant.member('member', 'ana-export')
    await insert([
      call(tenant.id, { userId: ana.id, requestId: 'ana' }),
      call(tenant.id, { outcome: 'timeout', requestId: 'failed' }),
      call((await makeTenant(api, 'jsonl-other')).id, { requestId: 'foreign' }),
    ])
    const rows = async (client: Client, query: string) => {
      const { text, headers } = await file(client, `${tenant.path}/calls/export?format=jsonl${query}`)
      expect(headers['content-type']).toContain('application/jsonl')
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line).requestId as string)
        .sort()
    }
    expect(await rows(tenant.admin, '')).toEqual(['ana', 'failed'])
    expect(await rows(tenant.admin, '&outcome=error')).toEqual(['failed'])
    expect(await rows(ana, '')).toEqual(['ana'])
    await ana.get(`${tenant.path}/audit/export`).expect(403)
    await tenant.admin.get(`${tenant.path}/calls/export?format=xml`).expect(400)
  })

  it('leaves an audit row that says what was asked for', async () => {
    const tenant = await makeTenant(api, 'audited')
    const { text } = await file(tenant.admin, `${tenant.path}/audit/export?format=jsonl&action=key.create`)
    expect(text.trim().split('\n')).toHaveLength(2)
    const [row] = (await tenant.admin.get(`${tenant.path}/audit`)).body.items
    expect(row).toMatchObject({
      action: 'audit.export',
      target: 'audit',
      details: { format: 'jsonl', action: 'key.create' },
    })
  })

  it('reads page after page, and only when the last was taken', async () => {
    const tenant = await makeTenant(api, 'paged')
    await insert(Array.from({ length: 2_500 }, (_, i) => call(tenant.id, { requestId: `r-${i}` })))
    const { text } = await file(tenant.admin, `${tenant.path}/calls/export?format=jsonl`)
    const ids = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).requestId as string)
    expect(new Set(ids).size).toBe(2_500)
    expect(ids).toHaveLength(2_500)

    const asked: number[] = []
    const all = Array.from({ length: 5_000 }, (_, i) => i)
    const page = async (limit: number, before = -1) => {
      asked.push(before)
      return all.filter((n) => n > before).slice(0, limit + 1)
    }
    const what = {
      page,
      key: (n: number) => n,
      item: (n: number) => ({ n }),
      cells: (n: number) => ({ n }),
      columns: ['n'],
    }
    const pieces = exported('jsonl', what)
    await pieces.next()
    expect(asked).toEqual([-1])
    await pieces.next()
    expect(asked).toEqual([-1, 999])
    await pieces.return(undefined)
  })

  it('says so at its end when it is not all', async () => {
    const all = Array.from({ length: 20 }, (_, i) => i)
    const page = async (limit: number, before = -1) => all.filter((n) => n > before).slice(0, limit + 1)
    const what = {
      page,
      key: (n: number) => n,
      item: (n: number) => ({ n }),
      cells: (n: number) => ({ n }),
      columns: ['n'],
    }
    const whole = async (format: 'csv' | 'jsonl', most: number) => {
      let text = ''
      for await (const piece of exported(format, { ...what, most })) text += piece
      return text.trim().split(/\r?\n/)
    }
    expect(await whole('csv', 20)).toHaveLength(21)
    const short = await whole('csv', 5)
    expect(short.slice(0, -1)).toEqual(['n', '0', '1', '2', '3', '4'])
    expect(short.at(-1)).toContain('Only the newest 5 rows')
    expect(JSON.parse((await whole('jsonl', 5)).at(-1) as string)).toEqual({ incomplete: expect.any(String) })
  })
})
