import type { Connector, ConnectorType } from '../../../../../server/contracts/connectors'
import { Disclosure } from '../../../ui/disclosure'
import { Field } from '../../../ui/field'
import { RadioCards } from '../../../ui/radio'
import type { FieldErrors } from '../../../ui/wrong-fields'

/** A connector that is not made yet. */
export interface Draft {
  readonly name: string
  readonly slug: string
  readonly account: Connector['account']
  readonly baseUrl: string
}

/** The slug is chosen here: asked for twice, the second request is refused instead of making another one. */
export function freshDraft({ type, title }: ConnectorType, all: readonly Connector[]): Draft {
  const n = freeNumber(type, all)
  const more = n === 1 ? '' : ` ${n}`
  return { name: `${title}${more}`, slug: slugOf(type, n), account: 'shared', baseUrl: '' }
}

const slugOf = (type: string, n: number): string => (n === 1 ? type : `${type}_${n}`)

function freeNumber(type: string, all: readonly Connector[], n = 1): number {
  return all.some(({ slug }) => slug === slugOf(type, n)) ? freeNumber(type, all, n + 1) : n
}

interface DraftProps {
  type: ConnectorType
  draft: Draft
  errors: FieldErrors
  /** Organisations run this vendor's servers, too. */
  hasOwnServer: boolean
  onChange: (draft: Draft) => void
}

export function DraftForm({ type, draft, errors, hasOwnServer, onChange }: DraftProps) {
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change })
  return (
    <div className="grid gap-4">
      <Field
        label="Name"
        value={draft.name}
        onChange={(event) => set({ name: event.target.value })}
        error={errors.name}
      />
      <RadioCards
        label="Whose account?"
        value={draft.account}
        onChange={(account) => set({ account })}
        options={[
          { value: 'shared', title: 'One shared account', hint: 'You connect it once, and everybody works with it.' },
          {
            value: 'personal',
            title: 'Personal accounts',
            hint: `Each person connects their own and sees what ${type.title} lets them see.`,
          },
        ]}
      />
      <Disclosure
        summary={hasOwnServer ? 'Short name and own server' : 'Short name'}
        open={draft.baseUrl !== '' || errors.slug !== undefined || errors['configuration.baseUrl'] !== undefined}
      >
        <div className="grid gap-4">
          <Field
            mono
            label="Short name"
            value={draft.slug}
            onChange={(event) => set({ slug: event.target.value })}
            error={errors.slug}
            help={`Its tools are called ${draft.slug || type.type}_… It never changes.`}
          />
          {hasOwnServer && (
            <Field
              mono
              label="Address of your own server"
              value={draft.baseUrl}
              onChange={(event) => set({ baseUrl: event.target.value })}
              error={errors['configuration.baseUrl']}
              placeholder={Object.values(type.baseUrls)[0]}
              help={`The API of the ${type.title} that your organisation runs. Leave it empty for the usual one.`}
            />
          )}
        </div>
      </Disclosure>
    </div>
  )
}
