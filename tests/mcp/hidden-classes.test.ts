import v8 from 'node:v8'
import vm from 'node:vm'
import { type Access, Gate } from '../../server/mcp/access'
import { startTestApp, withLab } from '../support/app'
import { answer, modern } from '../support/raw'

v8.setFlagsFromString('--allow-natives-syntax')
const haveSameMap = vm.runInThisContext('(a, b) => %HaveSameMap(a, b)') as (a: object, b: object) => boolean

/**
 * V8 finds a property at once in objects of a few hidden classes, and looks each up anew where there are thousands: with 1,000
 * tenants that was a tenth of a call.
 */
test('what a call looks at has the same hidden class in every tenant', async () => {
  const app = await startTestApp()
  const entered = jest.spyOn(Gate.prototype, 'enter')
  const access = async (tenant: string): Promise<Access> => {
    const lab = await withLab(app, tenant)
    expect(answer(await modern(lab.url, lab.key, 'tools/list')).result).toBeDefined()
    return entered.mock.results.at(-1)?.value as Promise<Access>
  }
  try {
    const [one, other] = [await access('acme'), await access('globex')]
    expect(one.snapshot.tenant.slug).not.toBe(other.snapshot.tenant.slug)
    for (const part of [
      ({ snapshot }: Access) => [snapshot, snapshot.tenant, snapshot.limits, snapshot.rules, ...snapshot.connectors],
      ({ caller }: Access) => [caller],
      ({ offer }: Access) => [offer, ...offer.tools.values()],
    ]) {
      const [these, those] = [part(one), part(other)]
      expect(those).toHaveLength(these.length)
      expect(these.map((each, i) => haveSameMap(each, those[i] ?? {}))).not.toContain(false)
    }
    // That others would have been seen.
    expect(haveSameMap(one.snapshot, one.offer)).toBe(false)
  } finally {
    entered.mockRestore()
    await app.close()
  }
})
