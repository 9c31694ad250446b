import { useMutation, QueryClient } from '@tanstack/react-query'
import { useEffect, useState, type FormEvent } from 'react'
import { whoIs } from '../api/me'
import { rememberKey } from '../api/session'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { ProblemNotice } from '../ui/problem'
import { Brand } from '../ui/top-bar'

// Nothing is cached before somebody signed in; the mutation only wants a client.
const noCache = new QueryClient()

export function SignInPage() {
  const [key, setKey] = useState('')
  const signIn = useMutation({ mutationFn: whoIs, onSuccess: (_, accepted) => rememberKey(accepted) }, noCache)
  const missing = signIn.isIdle || key !== '' ? undefined : 'Paste a key first.'

  useEffect(() => {
    document.title = 'Sign in · SageMCP'
  }, [])

  function submit(event: FormEvent) {
    event.preventDefault()
    signIn.mutate(key.trim())
  }

  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-6 px-4 py-10">
      <Brand />
      <header className="grid gap-2">
        <h1>Paste an API key to begin</h1>
        <p className="text-muted">It stays in this tab and is forgotten when you close it.</p>
      </header>
      <form onSubmit={submit} className="grid gap-4" noValidate>
        {/* Not a password to a browser's password manager: nothing should offer to store it. */}
        <Field
          label="API key"
          mono
          autoFocus
          required
          placeholder="sk_…"
          value={key}
          error={missing}
          onChange={(event) => setKey(event.target.value)}
        />
        {signIn.isError && key !== '' && <ProblemNotice error={signIn.error} />}
        <Button look="primary" type="submit">
          {signIn.isPending ? 'Checking the key…' : 'Continue'}
        </Button>
      </form>
      <details className="text-13 text-muted">
        <summary className="w-fit">Where is my key?</summary>
        <p className="mt-2">
          On its first start the server writes one to <code className="font-mono text-ink">bootstrap-key</code> in its
          data folder and logs the path. On a server with its own PostgreSQL it is the value of{' '}
          <code className="font-mono text-ink">SAGEMCP_BOOTSTRAP_ADMIN_KEY</code>. Otherwise ask whoever runs the
          server.
        </p>
      </details>
    </main>
  )
}
