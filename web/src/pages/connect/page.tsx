import { useState } from 'react'
import { useParams } from 'react-router-dom'
import { Page } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { Skeleton } from '../../ui/skeleton'
import type { NewKey } from '../keys/key-form'
import { Arrivals } from './arrival-panel'
import { useChosenClient, useEndpoints, useSignIn } from './choices'
import { ClientPicker } from './client-picker'
import { KeyStep } from './key-step'
import { Options } from './options'
import { SetUp, waysOf } from './set-up'

/** From nothing to a client that is connected, with what to paste where. */
export function ConnectPage() {
  const { tenant = '' } = useParams()
  const client = useChosenClient()
  const { all, chosen, choose, tenantName, error, retry } = useEndpoints(tenant)
  const [signIn, chooseSignIn] = useSignIn(tenant, client)
  // Lives as long as the page: a key is shown this once, whichever client is looked at.
  const [made, setMade] = useState<NewKey>()
  const name = client.id === 'other' ? 'a client' : client.title
  const ways = chosen && waysOf({ tenant, client, endpoint: chosen, signIn, apiKey: made?.key })
  return (
    <Page title={tenantName && `Connect ${name} to ${tenantName}`}>
      <ClientPicker chosen={client.id} />
      {error !== null && all === undefined && <ProblemNotice error={error} retry={retry} />}
      {all === undefined && error === null && <Skeleton rows={4} label="Reading the addresses" />}
      {all && chosen && ways && (
        <div className="grid min-w-0 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_300px]">
          <div className="grid min-w-0 gap-6">
            <Options
              {...{ tenant, client, endpoints: all, endpoint: chosen, onEndpoint: choose, signIn }}
              onSignIn={chooseSignIn}
            />
            {signIn === 'key' && <KeyStep {...{ tenant, client, made }} onMade={setMade} />}
            <SetUp {...{ client, ways }} lacksKey={signIn === 'key' && made === undefined} />
          </div>
          {ways.some(({ notHere }) => notHere === undefined) && (
            <Arrivals {...{ tenant, client }} endpoint={chosen.slug} keyId={made?.id} />
          )}
        </div>
      )}
    </Page>
  )
}
