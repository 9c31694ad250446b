import { useState, type FormEvent } from 'react'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { ProblemNotice } from '../../../ui/problem'
import { RadioCards } from '../../../ui/radio'
import { type FieldErrors, refusedFields } from '../../../ui/wrong-fields'
import { ConnectorField, ToolField } from './place-fields'
import { useSetRuleAloud } from './use-set-rule'
import { useWhoField, WhoField } from './who-field'

interface Props {
  tenant: string
  /** What the page is narrowed down to: where the rule begins. */
  about: { user: string; role: string; connector: string; tool: string }
  onClose: () => void
}

const FORM = 'add-rule'

export function AddRule({ tenant, about, onClose }: Props) {
  const who = useWhoField(tenant, about)
  const [connector, setConnector] = useState(about.connector)
  const [tool, setTool] = useState(about.tool)
  const [effect, setEffect] = useState<'allow' | 'deny'>('deny')
  const [wrong, setWrong] = useState<FieldErrors>({})
  const { setRule, isPending, error } = useSetRuleAloud(tenant)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const missing = {
      ...(who.value === '' && { who: 'Choose a role or a person.' }),
      ...(connector === '' && { connector: 'Choose a connector.' }),
    }
    setWrong(missing)
    if (Object.keys(missing).length > 0) return
    setRule({ ...who.subject, connector, ...(tool !== '' && { tool }), effect }).then(onClose, (refused: unknown) =>
      setWrong(refusedFields(refused)),
    )
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Add a rule"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM} look="primary" busy={isPending}>
            Set the rule
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} className="grid gap-4">
        <WhoField tenant={tenant} field={who} error={wrong.who ?? wrong.user ?? wrong.role} />
        <RadioCards
          label="What they may do"
          hideLabel
          value={effect}
          onChange={setEffect}
          options={[
            { value: 'deny', title: 'May not use' },
            { value: 'allow', title: 'May use' },
          ]}
        />
        <ConnectorField
          tenant={tenant}
          value={connector}
          onChange={(next) => {
            setConnector(next)
            setTool('')
          }}
          error={wrong.connector}
        />
        <ToolField tenant={tenant} connector={connector} value={tool} onChange={setTool} error={wrong.tool} />
        <p className="rounded-control border border-line bg-sunken p-3 text-13" aria-live="polite">
          {precedence(who.isPerson, tool !== '')}
        </p>
        {error && Object.keys(refusedFields(error)).length === 0 && <ProblemNotice error={error} />}
      </form>
    </Dialog>
  )
}

/** What this rule wins over, and what wins over it. */
function precedence(isPerson: boolean, isTool: boolean): string {
  if (isPerson && isTool) return 'Nearest of all: it wins over every other rule about this person and this tool.'
  if (isPerson) return 'Wins over rules about their role. A rule about them and one tool wins over it.'
  if (isTool) return 'Wins over a rule about the whole connector. A rule about one person wins over it.'
  return 'The widest rule: one about a tool, or about a person, wins over it.'
}
