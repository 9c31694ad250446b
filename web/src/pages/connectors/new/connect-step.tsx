import { useRef, useState } from 'react'
import { useSearchParams } from 'react-router-dom'
import { type Connector, type ConnectorType, CreateConnector } from '../../../../../server/contracts/connectors'
import { Problem } from '../../../api/client'
import { useCreateConnector } from '../../../api/connector-changes'
import { useConnector, useConnectors } from '../../../api/connectors'
import { useMay, useMyTenant } from '../../../api/me'
import { useOAuthApps } from '../../../api/oauth-apps'
import { Column, Page } from '../../../ui/page'
import { ProblemNotice } from '../../../ui/problem'
import { Skeleton } from '../../../ui/skeleton'
import { type FieldErrors, refusedFields, wrongFields } from '../../../ui/wrong-fields'
import { ConnectMethods } from '../connect-methods'
import { hasOwnServer, ownServerOf } from '../health'
import { AlreadyHere } from './already-here'
import { type Draft, DraftForm, freshDraft } from './draft-form'
import { Later } from './later'
import { Made } from './made'
import { Steps } from './steps'
import { WhatItCanDo } from './what-it-can-do'

interface StepProps {
  tenant: string
  type: ConnectorType
  /** What was made already; null: nothing yet. */
  slug: string | null
}

export function ConnectStep(props: StepProps) {
  const { tenant, type, slug } = props
  const connectors = useConnectors(tenant)
  const apps = useOAuthApps(tenant, useMay('accounts:read', tenant))
  const made = useConnector(tenant, slug ?? '', { enabled: slug !== null })
  const error = connectors.error ?? apps.error ?? made.error
  const isReady = connectors.items && apps.data && (slug === null || made.data)
  return (
    <Page title={`Connect ${type.title}`} back={{ to: '?', text: 'Choose another' }}>
      <Steps now="Connect" />
      <Column>
        {error !== null && (
          <ProblemNotice error={error} retry={() => void Promise.all([connectors.refetch(), apps.refetch()])} />
        )}
        {error === null && !isReady && <Skeleton rows={4} label="Loading" />}
        {isReady && connectors.items && (
          <Connecting
            {...props}
            made={made.data}
            all={connectors.items}
            app={apps.data?.items.find(({ provider }) => provider === type.provider)}
          />
        )}
        <WhatItCanDo type={type} />
      </Column>
    </Page>
  )
}

interface ConnectingProps extends StepProps {
  made: Connector | undefined
  all: readonly Connector[]
  app: Parameters<typeof ConnectMethods>[0]['app']
}

function Connecting({ tenant, type, made, all, app }: ConnectingProps) {
  const [, setParams] = useSearchParams()
  const [draft, setDraft] = useState<Draft>(() => freshDraft(type, all))
  const [errors, setErrors] = useState<FieldErrors>({})
  const create = useCreateConnector(tenant)
  const once = useRef<Promise<Connector>>(undefined)
  const isMember = useMyTenant(tenant) !== undefined
  const account = made?.account ?? draft.account
  const went = useRef(false)
  // Whoever waits for the account says so, and there may be two.
  const toTools = (connector: Connector) => {
    if (went.current) return
    went.current = true
    setParams({ type: type.type, step: 'tools', connector: connector.slug })
  }

  const make = async (): Promise<Connector> => {
    const { baseUrl, ...rest } = draft
    const configuration = baseUrl.trim() === '' ? {} : { baseUrl: baseUrl.trim() }
    const body = { type: type.type, ...rest, configuration }
    const wrong = wrongFields(CreateConnector, body)
    setErrors(wrong)
    if (Object.keys(wrong).length > 0) throw LOOK_ABOVE
    try {
      const connector = await create.mutateAsync(body)
      setParams({ type: type.type, step: 'connect', connector: connector.slug }, { replace: true })
      return connector
    } catch (error) {
      setErrors(refusedFields(error))
      throw Object.keys(refusedFields(error)).length > 0 ? LOOK_ABOVE : error
    }
  }
  /** However often and by whichever button it is asked for. */
  const ready = (): Promise<Connector> => {
    if (made) return Promise.resolve(made)
    once.current ??= make().catch((error: unknown) => {
      once.current = undefined
      throw error
    })
    return once.current
  }
  const isPersonalOfOthers = account === 'personal' && !isMember
  return (
    <>
      {made ? (
        <Made tenant={tenant} made={made} onGoOn={() => toTools(made)} />
      ) : (
        <>
          <AlreadyHere tenant={tenant} type={type} all={all} />
          <DraftForm
            type={type}
            draft={draft}
            errors={errors}
            hasOwnServer={hasOwnServer(type, app)}
            onChange={setDraft}
          />
        </>
      )}
      {!isPersonalOfOthers && (
        <ConnectMethods
          {...{ tenant, type, app, account, ready }}
          mayWrite
          ownServer={made ? ownServerOf(made) : draft.baseUrl.trim() || null}
          onConnected={toTools}
        />
      )}
      <Later isPersonal={account === 'personal'} isFirst={isPersonalOfOthers} ready={ready} onReady={toTools} />
    </>
  )
}

const LOOK_ABOVE = new Problem(0, { code: 'form', detail: 'Look at what is marked above.' })
