import { ConnectorError } from '../sdk'
import { type Names, want } from './names'

/** Each team counts its cycles from 1, so the number in an address means another cycle in another team. */
export async function ofOneTeam(names: Names, linked: string | undefined, team: string | undefined): Promise<void> {
  if (linked === undefined || team === undefined || linked.toLowerCase() === team.toLowerCase()) return
  const found = await names.find([...want('team', linked, 'cycle'), ...want('team', team)])
  if (found.id('team', linked) === found.id('team', team)) return
  const [its, ours] = [found.sure('team', linked), found.sure('team', team)]
  throw new ConnectorError('validation', `The cycle is one of team ${its}, but the team here is ${ours}.`, {
    fields: { cycle: `Give a cycle of team ${ours}: list_cycles has them.` },
  })
}
