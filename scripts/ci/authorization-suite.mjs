// The official suite's authorization-server mode. It wants a person with a browser: it prints an address and waits.
import { join, personFor, registered } from './person.mjs'
import { freePort } from '../free-port.cjs'
import { binOf, run } from './stack.mjs'

/** Runs every scenario that the suite lists; `required` are their names. */
export async function authorizationSuite({ server, resource, folder, node, name, decision }) {
  const suite = binOf(folder, 'conformance')
  const listed = await run(node, [suite, 'list', '--authorization'])
  const required = [...listed.output.matchAll(/^ {2}- (\S+)/gm)].map(([, scenario]) => scenario)
  const port = await freePort()
  const client = await registered(server, `http://127.0.0.1:${port}/callback`)
  const person = personFor(server, await join(server, 'acme', name), decision)
  const args = ['--url', server.origin, '--client-id', client, '--resource', resource, '--port', String(port)]
  const { code, output } = await run(node, [suite, 'authorization', ...args], { watch: person.watch })
  return { code, output: `${output}\nthe person: ${await person.answer()}`, required }
}
