import type { ElicitResult } from '@modelcontextprotocol/client'
import { useState, useSyncExternalStore } from 'react'
import type { JsonSchema } from '../../../mcp/schema'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { OutLink, safeAddress } from '../result/links'
import { check, type FormErrors } from '../schema-form/check'
import { SchemaForm } from '../schema-form/schema-form'
import type { Ask, Asks } from './asks'

/** What a server asks in the middle of a call. Closing it is an answer, too. */
export function AskDialog({ asks }: { asks: Asks }) {
  const [ask] = useSyncExternalStore(asks.subscribe, asks.open)
  if (ask === undefined) return null
  return ask.params.mode === 'url' ? (
    <AskToOpen key={ask.id} ask={ask} address={ask.params.url} />
  ) : (
    <AskToFill key={ask.id} ask={ask} schema={(ask.params.requestedSchema ?? {}) as JsonSchema} />
  )
}

const closing = (ask: Ask) => (open: boolean) => {
  if (!open) ask.answer({ action: 'cancel' })
}

function AskToFill({ ask, schema }: { ask: Ask; schema: JsonSchema }) {
  const [value, setValue] = useState<unknown>(() => presets(schema))
  const [errors, setErrors] = useState<FormErrors>({})
  const send = () => {
    const wrong = check(schema, value)
    setErrors(wrong)
    if (Object.keys(wrong).length > 0) return
    ask.answer({ action: 'accept', content: value as NonNullable<ElicitResult['content']> })
  }
  return (
    <Dialog
      open
      onOpenChange={closing(ask)}
      title="The tool asks you something"
      description={ask.params.message}
      footer={
        <>
          <Button onClick={() => ask.answer({ action: 'decline' })}>Decline</Button>
          <Button look="primary" type="submit" form={`ask-${ask.id}`}>
            Send
          </Button>
        </>
      }
    >
      <form
        id={`ask-${ask.id}`}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <SchemaForm schema={schema} value={value} onChange={setValue} errors={errors} />
      </form>
    </Dialog>
  )
}

/** Here, unlike for a tool, what is left out stays out: the defaults are filled in for the person to see. */
const presets = ({ properties = {} }: JsonSchema): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, each]) => (each.default === undefined ? [] : [[name, each.default]])),
  )

/** The page is opened by a click of the person, who sees where it leads; the server waits until they say that they went. */
function AskToOpen({ ask, address }: { ask: Ask; address: string }) {
  const href = safeAddress(address)
  return (
    <Dialog
      open
      onOpenChange={closing(ask)}
      title="The tool asks you to open a page"
      description={ask.params.message}
      footer={
        <>
          <Button onClick={() => ask.answer({ action: 'decline' })}>Decline</Button>
          <Button look="primary" disabled={href === undefined} onClick={() => ask.answer({ action: 'accept' })}>
            I opened it, go on
          </Button>
        </>
      }
    >
      {href === undefined ? (
        <p>Its address is none that a browser should open: {address}</p>
      ) : (
        <p className="wrap-anywhere">
          <OutLink href={href}>Open the page on {new URL(href).host}</OutLink>
        </p>
      )}
    </Dialog>
  )
}
