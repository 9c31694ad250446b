import type { Tool } from '../../../../server/contracts/connectors'

export const EFFECTS = ['read', 'write', 'update', 'destroy'] as const

export const EFFECT_WORDS: Readonly<Record<Tool['effect'], string>> = {
  read: 'Read',
  write: 'Add something new',
  update: 'Change what is there',
  destroy: 'Destroy',
}

/** What a model reads before it can call it: name, description and input. Few clients show a model the output's schema. */
export const tokensOf = ({ tokens }: Pick<Tool, 'tokens'>): number => tokens.input

export const contextWords = (tools: readonly Tool[]): string => {
  const sum = tools.reduce((all, tool) => all + tokensOf(tool), 0)
  return `About ${rounded(sum).toLocaleString('en')} tokens of a model's context.`
}

/** It is an estimate, and should look like one. */
const rounded = (n: number): number => (n < 1_000 ? n : Math.round(n / 100) * 100)

export const matchesTool = ({ name, title, description }: Tool, q: string): boolean =>
  [name, title ?? '', description].some((text) => text.toLowerCase().includes(q.trim().toLowerCase()))
