import type { ReadResourceResult, Resource, ResourceTemplateType } from '@modelcontextprotocol/client'
import { useMutation } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { Connection } from '../../../mcp/connect'
import { mcpProblem } from '../../../mcp/problem'
import { Button } from '../../../ui/button'
import { Empty } from '../../../ui/empty'
import { Field } from '../../../ui/field'
import { Section } from '../../../ui/page'
import { Row, Rows } from '../../../ui/panel'
import { ProblemNotice } from '../../../ui/problem'
import { Contents } from '../result/blocks'

interface ResourcesViewProps {
  resources: readonly Resource[]
  templates: readonly ResourceTemplateType[]
  connection: Connection | undefined
}

/** What can be read by its address, and the addresses that can be made. */
export function ResourcesView({ resources, templates, connection }: ResourcesViewProps) {
  const [uri, setUri] = useState('')
  const read = useMutation({
    mutationFn: async ({
      client,
      from,
    }: {
      client: Connection['client']
      from: string
    }): Promise<ReadResourceResult> => {
      try {
        return await client.readResource({ uri: from }, { cacheMode: 'refresh' })
      } catch (error) {
        throw mcpProblem(error)
      }
    },
  })
  if (resources.length === 0 && templates.length === 0) {
    return (
      <Empty title="This endpoint has no resources" icon={<FileText />}>
        Resources are things that a client reads by their address. Connectors that have some list them here.
      </Empty>
    )
  }
  const go = (from: string) => {
    setUri(from)
    if (connection && from !== '') read.mutate({ client: connection.client, from })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    go(uri.trim())
  }
  return (
    <div className="grid min-w-0 gap-6">
      {resources.length > 0 && (
        <Rows label="Resources">
          {resources.map((each) => (
            <Row
              key={each.uri}
              aside={
                <Button
                  size="small"
                  aria-label={`Read ${each.name}`}
                  disabled={!connection}
                  onClick={() => go(each.uri)}
                >
                  Read
                </Button>
              }
            >
              <Named name={each.title ?? each.name} address={each.uri} words={each.description} />
            </Row>
          ))}
        </Rows>
      )}
      {templates.length > 0 && (
        <Section title="Templates" description="Fill in what stands in braces, then read it.">
          <Rows label="Templates">
            {templates.map((each) => (
              <Row
                key={each.uriTemplate}
                aside={
                  <Button size="small" aria-label={`Use ${each.name}`} onClick={() => setUri(each.uriTemplate)}>
                    Use
                  </Button>
                }
              >
                <Named name={each.title ?? each.name} address={each.uriTemplate} words={each.description} />
              </Row>
            ))}
          </Rows>
        </Section>
      )}
      <form onSubmit={submit} className="flex max-w-2xl min-w-0 flex-wrap items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field mono label="Address" value={uri} onChange={(event) => setUri(event.target.value)} />
        </div>
        <Button type="submit" busy={read.isPending} disabled={!connection}>
          Read
        </Button>
      </form>
      {read.error !== null && <ProblemNotice error={read.error} />}
      {read.data?.contents.map((each, n) => (
        <Contents key={n} contents={each} />
      ))}
    </div>
  )
}

const Named = ({ name, address, words }: { name: string; address: string; words: string | undefined }) => (
  <div className="grid min-w-0">
    <p className="text-14">{name}</p>
    <p className="truncate font-mono text-12 text-muted">{address}</p>
    {words !== undefined && <p className="text-13 text-muted">{words}</p>}
  </div>
)
