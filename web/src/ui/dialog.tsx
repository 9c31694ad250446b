import { useState, type FormEvent, type ReactNode } from 'react'
import { Button } from './button'
import { Body, Footer, Frame, type FrameProps } from './dialog-frame'
import { Field } from './field'
import { ProblemNotice } from './problem'

/** Keeps the focus while it is open and gives it back when it closes. In the footer, the button to press comes last. */
export function Dialog({ children, footer, ...frame }: FrameProps & { children?: ReactNode; footer?: ReactNode }) {
  return (
    <Frame {...frame}>
      {children === undefined ? <div className="h-5" /> : <Body>{children}</Body>}
      {footer !== undefined && <Footer>{footer}</Footer>}
    </Frame>
  )
}

interface QuestionProps {
  confirm: { label: string; look: 'primary' | 'danger' }
  /** The name of what goes for good, to be typed. */
  typeToConfirm?: string | undefined
  /** The dialog closes when this succeeds, and says what went wrong when it does not. */
  onConfirm: () => Promise<unknown>
}

/** Asks before what cannot be undone. What can be is done at once, with an undo. */
export function ConfirmDialog({ confirm, typeToConfirm, onConfirm, ...frame }: FrameProps & QuestionProps) {
  return (
    <Frame asks {...frame}>
      <Question {...{ confirm, typeToConfirm, onConfirm }} close={() => frame.onOpenChange(false)} />
    </Frame>
  )
}

/** Lives as long as the dialog is open, so that nothing of an earlier answer is left. */
function Question({ confirm, typeToConfirm, onConfirm, close }: QuestionProps & { close: () => void }) {
  const [typed, setTyped] = useState('')
  const [state, setState] = useState<{ busy?: boolean; wrong?: string; error?: unknown }>({})
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (typeToConfirm !== undefined && typed.trim() !== typeToConfirm) {
      return setState({ wrong: `Type ${typeToConfirm}, exactly like that.` })
    }
    setState({ busy: true })
    try {
      await onConfirm()
      close()
    } catch (error) {
      setState({ error })
    }
  }
  const asked = typeToConfirm !== undefined || state.error !== undefined
  return (
    <form onSubmit={(event) => void submit(event)} className="flex min-h-0 flex-col pt-4">
      {asked && (
        <div className="grid min-h-0 gap-4 overflow-y-auto px-5 pb-5">
          {typeToConfirm !== undefined && (
            <Field
              mono
              label={`Type ${typeToConfirm} to confirm`}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              error={state.wrong}
            />
          )}
          {state.error !== undefined && <ProblemNotice error={state.error} />}
        </div>
      )}
      <Footer>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look={confirm.look} busy={state.busy ?? false}>
          {confirm.label}
        </Button>
      </Footer>
    </form>
  )
}
