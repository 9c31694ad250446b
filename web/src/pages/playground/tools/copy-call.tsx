import { Code, Terminal } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../ui/button'
import { Snippet } from '../../../ui/copy'
import { Dialog } from '../../../ui/dialog'
import { asCode, asCurl, type Call } from '../snippets'

/** The same call to carry elsewhere. */
export function CopyCall(call: Call) {
  const [shown, setShown] = useState<'curl' | 'code'>()
  return (
    <>
      <Button icon={<Terminal />} onClick={() => setShown('curl')}>
        Copy as curl
      </Button>
      <Button icon={<Code />} onClick={() => setShown('code')}>
        Copy as code
      </Button>
      <Dialog
        wide
        open={shown !== undefined}
        onOpenChange={(open) => !open && setShown(undefined)}
        title={shown === 'code' ? 'This call as a program' : 'This call for a shell'}
        description="It reads a key of yours from SAGEMCP_TOKEN; make one in Settings, Keys. No token is in it."
      >
        <div className="grid gap-3">
          <Snippet text="export SAGEMCP_TOKEN=sk_..." label="key" title="First, in your shell" />
          {shown === 'code' ? (
            <Snippet text={asCode(call)} label="program" title="TypeScript, with the MCP SDK" />
          ) : (
            <Snippet text={asCurl(call)} label="command" title="Then" />
          )}
        </div>
      </Dialog>
    </>
  )
}
