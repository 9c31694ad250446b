import { useState } from 'react'
import type { Tool } from '../../../../../server/contracts/connectors'
import { Checkbox } from '../../../ui/checkbox'
import { SearchBox } from '../../../ui/search-box'
import { contextWords, EFFECTS, EFFECT_WORDS, matchesTool, tokensOf } from '../tool-words'

interface OneByOneProps {
  tools: readonly Tool[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}

/** Every tool with a box, by what it may do. */
export function OneByOne({ tools, chosen, onChange }: OneByOneProps) {
  const [q, setQ] = useState('')
  const set = (names: readonly string[], isOn: boolean) => {
    const next = new Set(chosen)
    for (const name of names)
      if (isOn) next.add(name)
      else next.delete(name)
    onChange(next)
  }
  const found = tools.filter((tool) => matchesTool(tool, q))
  const picked = tools.filter(({ name }) => chosen.has(name))
  return (
    // What has the focus is not hidden by the bar below.
    <div className="grid gap-3 **:[[role=checkbox]]:scroll-mb-20">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <SearchBox label="Search tools" value={q} onChange={setQ} />
        <p role="status" className="text-13 text-muted">
          {`${picked.length} of ${tools.length}. ${contextWords(picked)}`}
        </p>
      </div>
      {EFFECTS.map((effect) => {
        const of = found.filter((tool) => tool.effect === effect)
        if (of.length === 0) return null
        const on = of.filter(({ name }) => chosen.has(name)).length
        return (
          <fieldset key={effect} className="rounded-control border border-line bg-surface">
            <legend className="sr-only">{EFFECT_WORDS[effect]}</legend>
            <div className="border-b border-line bg-sunken px-3 py-2">
              <Checkbox
                label={`${EFFECT_WORDS[effect]}, ${on} of ${of.length}`}
                checked={on === of.length}
                mixed={on > 0 && on < of.length}
                onChange={(isOn) =>
                  set(
                    of.map(({ name }) => name),
                    isOn,
                  )
                }
              />
            </div>
            <ul className="divide-y divide-line">
              {of.map((tool) => (
                <li key={tool.name} className="flex items-start justify-between gap-3 px-3 py-2">
                  <Checkbox
                    label={tool.title ?? tool.tool}
                    help={<span className="line-clamp-2">{tool.description}</span>}
                    checked={chosen.has(tool.name)}
                    onChange={(isOn) => set([tool.name], isOn)}
                  />
                  <span className="shrink-0 text-12 text-muted">{tokensOf(tool).toLocaleString('en')} tokens</span>
                </li>
              ))}
            </ul>
          </fieldset>
        )
      })}
      {found.length === 0 && <p className="text-muted">No tool matches.</p>}
    </div>
  )
}
