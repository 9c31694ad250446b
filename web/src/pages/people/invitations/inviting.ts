import { useState } from 'react'
import type { z } from 'zod'
import type { CreatedInvitation, CreateInvitation } from '../../../../../server/contracts/invitations'
import { Problem } from '../../../api/client'
import { useInvite } from '../../../api/invitations'

export interface Made {
  /** Undefined: whoever holds the link. */
  readonly email: string | undefined
  readonly link: z.output<typeof CreatedInvitation>
}
export interface Failed {
  readonly email: string
  readonly error: Problem
}

/** Makes invitations one after the other: what could not be made stays to be tried again, and the rest is done. */
export function useInviting(tenant: string) {
  const invite = useInvite(tenant)
  const [made, setMade] = useState<readonly Made[]>([])
  const [failed, setFailed] = useState<readonly Failed[]>([])
  const [isBusy, setBusy] = useState(false)
  const send = async (
    emails: readonly (string | undefined)[],
    role: CreateInvitation['role'],
  ): Promise<readonly Failed[]> => {
    setBusy(true)
    setFailed([])
    const wrong: Failed[] = []
    for (const email of emails) {
      try {
        const link = await invite.mutateAsync({ role, ...(email !== undefined && { email }) })
        setMade((before) => [...before, { email, link }])
      } catch (error) {
        wrong.push({ email: email ?? '', error: Problem.from(error) })
      }
    }
    setFailed(wrong)
    setBusy(false)
    return wrong
  }
  return { made, failed, isBusy, send }
}
export type Inviting = ReturnType<typeof useInviting>

/** Addresses as people paste them: between commas, semicolons, spaces or lines, with or without a name before `<...>`. */
export function addressesIn(text: string): readonly string[] {
  const bracketed = [...text.matchAll(/<([^<>\s]+)>/g)].map(([, address = '']) => address)
  const rest = text
    .replace(/[^,;\n]*<[^<>\s]+>/g, ' ')
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
  return [...new Set([...bracketed, ...rest].map((each) => each.toLowerCase()))]
}
