/** What stands in each column, by its name. */
export type Columns<T> = Readonly<Record<string, (row: T) => string>>

/** On standard output, for people. That there is nothing is said on standard error. */
export function printTable<T>(columns: Columns<T>, rows: readonly T[], none: string): void {
  if (rows.length === 0) {
    process.stderr.write(`${none}\n`)
    return
  }
  const head = Object.keys(columns).map((name) => name.toUpperCase())
  const cells = [head, ...rows.map((row) => Object.values(columns).map((of) => of(row)))]
  const widths = head.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)))
  for (const line of cells) {
    const padded = line.map((cell, at) => cell.padEnd(widths[at] ?? 0))
    process.stdout.write(`${padded.join('  ').trimEnd()}\n`)
  }
}
