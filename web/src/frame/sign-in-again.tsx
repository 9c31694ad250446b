import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { lookAgain, ME } from '../api/me'
import { signInAddress, stayOut } from '../api/session'
import { Button } from '../ui/button'
import { Body, Footer, Frame } from '../ui/dialog-frame'

const AWAY = 'Sign in again in a new tab and come back: this page stays as it is, and goes on by itself.'

/** The session ended in the middle of something. The page below keeps everything that was typed. */
export function SignInAgain() {
  const [found, setFound] = useState<'in' | 'out' | 'no answer'>()
  const cache = useQueryClient()
  const look = useCallback(async () => {
    const now = await lookAgain()
    setFound(now)
    if (now === 'in') await cache.invalidateQueries({ queryKey: ME })
  }, [cache])
  useEffect(() => {
    const focused = () => void look()
    const seen = () => document.visibilityState === 'visible' && focused()
    window.addEventListener('focus', focused)
    document.addEventListener('visibilitychange', seen)
    return () => {
      window.removeEventListener('focus', focused)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [look])
  return (
    <Frame open asks onOpenChange={stayOut} title="You were signed out" description={AWAY}>
      <Body>
        <p role="status" className="text-13 text-muted">
          {found === 'out' && 'Nobody is signed in in this browser yet.'}
          {found === 'no answer' && 'The server did not answer. Come back to this tab to try again.'}
        </p>
      </Body>
      <Footer>
        <Button onClick={stayOut}>Not now</Button>
        <a
          href={signInAddress('/account')}
          target="_blank"
          rel="noreferrer"
          className="inline-flex h-9 items-center rounded-control bg-accent px-3 text-14 font-medium text-on-accent hover:bg-accent-strong"
        >
          Sign in again
        </a>
      </Footer>
    </Frame>
  )
}
