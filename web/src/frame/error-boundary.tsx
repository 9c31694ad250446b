import { Component, type ReactNode } from 'react'
import { Button, ButtonLink } from '../ui/button'
import { Empty } from '../ui/empty'
import { Page } from '../ui/page'
import { ScreenMissing } from './load-screen'

interface Props {
  /** Where we are: a page that broke does not take the next one with it. */
  readonly at: string
  readonly children: ReactNode
}

interface State {
  readonly error: unknown
  readonly at: string
}

/** Whatever breaks a page breaks that page only. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined, at: this.props.at }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error('nothing was thrown') }
  }

  static getDerivedStateFromProps({ at }: Props, state: State): Partial<State> | null {
    return at === state.at ? null : { at, error: undefined }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return error instanceof ScreenMissing ? <Updated /> : <Broken error={error} />
  }
}

const reload = (
  <Button look="primary" onClick={() => window.location.reload()}>
    Reload
  </Button>
)

const Updated = () => (
  <Page title="The app was updated">
    <Empty title="Reload to go on" action={reload}>
      This tab runs an older version, and the server no longer has this part of it. If reloading does not help, the
      server may be out of reach: check your connection.
    </Empty>
  </Page>
)

const Broken = ({ error }: { error: unknown }) => (
  <Page title="This page stopped working">
    <Empty
      title="Reload to try again"
      action={
        <div className="flex flex-wrap gap-2">
          {reload}
          <ButtonLink to="/">Go to the start</ButtonLink>
        </div>
      }
    >
      Nothing was changed by this. If it happens again, tell whoever runs the server what you did and this:{' '}
      <code className="font-mono break-words">{error instanceof Error ? error.message : String(error)}</code>
    </Empty>
  </Page>
)
