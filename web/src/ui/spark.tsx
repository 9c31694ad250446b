interface Bar {
  label: string
  value: number
  /** How many of them went wrong; `true` for all. */
  bad?: number | boolean | undefined
}

const HEIGHT = 64
const STEP = 10

interface BarsProps {
  label: string
  data: readonly Bar[]
  /** How a value is said that is no count; of such, none goes wrong. */
  inWords?: (value: number) => string
}

/** Numbers over time as bars; the same as a table for who does not see them. */
export function Bars({ label, data, inWords }: BarsProps) {
  const say = inWords ?? ((value: number) => value.toLocaleString('en'))
  const top = Math.max(1, ...data.map((each) => each.value))
  const high = (value: number) => (value === 0 ? 0 : Math.max(2, (value / top) * HEIGHT))
  return (
    <figure className="relative grid min-w-0 gap-1">
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${Math.max(1, data.length) * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-16 w-full border-b border-line"
      >
        {data.map((each, index) => {
          const bad = wrong(each)
          const x = index * STEP + 1
          return (
            <g key={each.label}>
              <title>{`${each.label}: ${say(each.value)}${bad > 0 ? `, ${say(bad)} went wrong` : ''}`}</title>
              <rect x={index * STEP} width={STEP} height={HEIGHT} className="fill-transparent hover:fill-sunken" />
              <rect
                x={x}
                width={STEP - 2}
                y={HEIGHT - high(each.value)}
                height={high(each.value)}
                className="pointer-events-none fill-control"
              />
              <rect
                x={x}
                width={STEP - 2}
                y={HEIGHT - high(bad)}
                height={high(bad)}
                className="pointer-events-none fill-bad"
              />
            </g>
          )
        })}
      </svg>
      <div aria-hidden="true" className="flex justify-between text-12 text-muted">
        <span>{data[0]?.label}</span>
        <span>{data.length > 1 && data.at(-1)?.label}</span>
      </div>
      <div className="sr-only">
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">{inWords ? 'Value' : 'All'}</th>
              {!inWords && <th scope="col">Went wrong</th>}
            </tr>
          </thead>
          <tbody>
            {data.map((each) => (
              <tr key={each.label}>
                <th scope="row">{each.label}</th>
                <td>{say(each.value)}</td>
                {!inWords && <td>{say(wrong(each))}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}

const wrong = ({ value, bad }: Bar): number => (typeof bad === 'number' ? bad : bad === true ? value : 0)
