import {
  type ClientCapabilities,
  type InputRequiredResult,
  MissingRequiredClientCapabilityError,
} from '@modelcontextprotocol/server'

/** A question of a kind that the client did not say it understands must not be sent. */
export function requireCapabilities({ inputRequests }: InputRequiredResult, client: ClientCapabilities): void {
  for (const [key, { method, params }] of Object.entries(inputRequests ?? {})) {
    const needed = neededFor(method, (params ?? {}) as Readonly<Record<string, unknown>>)
    if (covers(client, needed)) continue
    throw new MissingRequiredClientCapabilityError(
      { requiredCapabilities: needed },
      `Cannot request input '${key}' (${method}): the request's client capabilities do not declare the required capability`,
    )
  }
}

function neededFor(method: string, params: Readonly<Record<string, unknown>>): ClientCapabilities {
  switch (method) {
    case 'elicitation/create':
      return { elicitation: params.mode === 'url' ? { url: {} } : { form: {} } }
    case 'sampling/createMessage':
      return { sampling: params.tools === undefined && params.toolChoice === undefined ? {} : { tools: {} } }
    default:
      return { roots: {} }
  }
}

function covers(client: ClientCapabilities, { elicitation, sampling, roots }: ClientCapabilities): boolean {
  const said = client.elicitation
  if (elicitation?.url) return said?.url !== undefined
  // Whoever names neither kind means forms.
  if (elicitation) return said !== undefined && (said.form !== undefined || said.url === undefined)
  if (sampling) return client.sampling !== undefined && (!sampling.tools || client.sampling.tools !== undefined)
  return roots === undefined || client.roots !== undefined
}
