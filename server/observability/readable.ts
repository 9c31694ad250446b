import type { DestinationStream } from 'pino'

const LEVELS: Readonly<Record<number, string>> = { 40: 'WARNING ', 50: 'ERROR ', 60: 'FATAL ' }

/** For somebody at a terminal: the time of day, what happened, and under it what belongs to it. */
export const readable = (to: Pick<NodeJS.WritableStream, 'write'>): DestinationStream => ({
  write: (line) => void to.write(inWords(line)),
})

function inWords(line: string): string {
  const { level, time, msg, ...more } = JSON.parse(line) as { level: number; time: string; msg?: string }
  const details = Object.entries(more).map(([name, value]) => `         ${name}: ${shown(value)}\n`)
  return `${new Date(time).toTimeString().slice(0, 8)} ${LEVELS[level] ?? ''}${msg ?? ''}\n${details.join('')}`
}

function shown(value: unknown): string {
  const stack = (value as { stack?: unknown } | null)?.stack
  if (typeof stack === 'string') return stack.replaceAll('\n', '\n         ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
