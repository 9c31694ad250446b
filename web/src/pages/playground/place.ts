import { useSearchParams } from 'react-router-dom'
import { TRANSPORTS, type TransportKind } from '../../mcp/kinds'

const VIEWS = ['tools', 'resources', 'prompts'] as const
type View = (typeof VIEWS)[number]

/** Where in the playground somebody is, as the address says it. */
export interface Place {
  /** Undefined: the endpoint of the whole tenant. */
  readonly connector: string | undefined
  readonly transport: TransportKind
  readonly view: View
  readonly tool: string | undefined
  readonly panel: 'messages' | 'history'
}

export function usePlace(): [Place, (change: Partial<Omit<Place, 'panel'>>) => void] {
  const [params, setParams] = useSearchParams()
  const place: Place = {
    connector: params.get('connector') ?? undefined,
    transport: TRANSPORTS.find(({ value }) => value === params.get('transport'))?.value ?? 'http',
    view: VIEWS.find((each) => each === params.get('view')) ?? 'tools',
    tool: params.get('tool') ?? undefined,
    panel: params.get('panel') === 'history' ? 'history' : 'messages',
  }
  const go = (change: Partial<Omit<Place, 'panel'>>) => {
    setParams((before) => {
      const next = new URLSearchParams(before)
      const { transport, view, ...plain } = change
      const wanted = {
        ...plain,
        ...(transport && { transport: transport === 'http' ? undefined : transport }),
        ...(view && { view: view === 'tools' ? undefined : view }),
      }
      for (const [name, value] of Object.entries(wanted)) {
        if (value === undefined) next.delete(name)
        else next.set(name, value)
      }
      return next
    })
  }
  return [place, go]
}
