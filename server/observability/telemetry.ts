import type { Config } from '../config'
import type { Log } from './log'
import type { TelemetryUse } from './readings'
import { reporting } from './reporting'
import type { Tracer } from './tracer'

/** What this process tells others by itself; nothing of it is loaded unless it is configured. */
export interface Telemetry {
  /** Tells of errors too, where that is wanted. */
  readonly log: Log
  readonly tracer: Tracer | undefined
  use(): Readonly<Record<string, TelemetryUse>>
  /** What is known so far is sent. */
  flush(): Promise<void>
  close(): Promise<void>
}

interface Part {
  readonly use: TelemetryUse
  flush(): Promise<void>
  close(): Promise<void>
}

export async function openTelemetry(
  { telemetry, vendors, production }: Pick<Config, 'telemetry' | 'vendors' | 'production'>,
  plainLog: Log,
  version: string,
): Promise<Telemetry> {
  const parts: Record<string, Part> = {}
  let log = plainLog
  let tracer: Tracer | undefined
  if (telemetry.sentry !== undefined) {
    const { ErrorReports } = await import('./error-reports')
    const environment = production ? 'production' : 'development'
    const reports = new ErrorReports({ dsn: telemetry.sentry, version, environment }, vendors, plainLog)
    log = reporting(plainLog, reports)
    parts.error_report = reports
  }
  if (telemetry.traces) {
    const { Traces } = await import('./traces')
    const traces = new Traces(telemetry.traces, { version, extraCa: vendors.extraCa }, log)
    tracer = traces.tracer
    parts.span = traces
  }
  const all = Object.values(parts)
  return {
    log,
    tracer,
    use: () => Object.fromEntries(Object.entries(parts).map(([kind, { use }]) => [kind, use])),
    flush: async () => void (await Promise.allSettled(all.map((part) => part.flush()))),
    close: async () => void (await Promise.allSettled(all.map((part) => part.close()))),
  }
}
