import { Button } from '../ui/button'
import { Footer, Frame } from '../ui/dialog-frame'

export interface SessionEndingProps {
  canStay: boolean
  /** However it is answered: whoever is there to close it wants to go on. */
  onAnswer: () => void
}

/** A question above everything else, because beside a dialog that is open nobody could reach it. The focus comes back after it. */
export const SessionEnding = ({ canStay, onAnswer }: SessionEndingProps) => (
  <Frame
    open
    asks
    onOpenChange={onAnswer}
    title={canStay ? 'You will be signed out in two minutes' : 'Your session ends in two minutes'}
    description={
      canStay
        ? 'Nothing was done here for hours. Whatever you typed stays where it is.'
        : 'You will be asked to sign in again, and nothing that you typed is lost.'
    }
  >
    <div className="h-4" />
    <Footer>
      <Button look="primary" onClick={onAnswer}>
        {canStay ? 'Stay signed in' : 'All right'}
      </Button>
    </Footer>
  </Frame>
)
