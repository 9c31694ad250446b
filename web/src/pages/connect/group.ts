import type { Step } from './clients/client'

/** Steps as they are numbered: what is to be copied belongs to the words before it. */
export function grouped(steps: readonly Step[]): readonly (readonly Step[])[] {
  const groups: Step[][] = []
  for (const step of steps) {
    const last = groups.at(-1)
    if (step.kind === 'copy' && last?.[0]?.kind === 'do') last.push(step)
    else groups.push([step])
  }
  return groups
}
