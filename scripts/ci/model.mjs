// In the place of a model, for a client that calls tools only when a model says so: it asks for one call of the tool `name`,
// and keeps what the client sent it: the tools on offer, and what came of the call.
import http from 'node:http'

export async function startModel(name, input) {
  const seen = { tools: [], result: undefined }
  const server = http.createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const isQuestion = request.method === 'POST' && /^\/v1\/messages(\?|$)/.test(request.url)
    if (!isQuestion) return response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
    const body = JSON.parse(text)
    const offered = (body.tools ?? []).map((tool) => tool.name)
    const result = resultIn(body.messages)
    if (offered.includes(name)) seen.tools = offered
    seen.result ??= result
    const calls = offered.includes(name) && result === undefined
    answer(response, body, calls ? { type: 'tool_use', id: 'toolu_ci', name, input } : { type: 'text', text: 'Done.' })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    seen,
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => server.closeAllConnections() || server.close(),
  }
}

/** The text of what came of the call. */
function resultIn(messages) {
  const blocks = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []))
  const result = blocks.find((block) => block.type === 'tool_result')?.content
  return Array.isArray(result) ? result.map(({ text = '' }) => text).join('') : result
}

function answer(response, { model, stream }, block) {
  const stop_reason = block.type === 'tool_use' ? 'tool_use' : 'end_turn'
  const usage = { input_tokens: 1, output_tokens: 1 }
  const message = { id: 'msg_ci', type: 'message', role: 'assistant', model, stop_sequence: null, usage }
  if (!stream) {
    response.writeHead(200, { 'content-type': 'application/json' })
    return response.end(JSON.stringify({ ...message, content: [block], stop_reason }))
  }
  const { text, input, ...empty } = block
  const [start, delta] =
    block.type === 'text'
      ? [
          { ...empty, text: '' },
          { type: 'text_delta', text },
        ]
      : [
          { ...empty, input: {} },
          { type: 'input_json_delta', partial_json: JSON.stringify(input) },
        ]
  const events = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: start },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
    { type: 'message_stop' },
  ]
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''))
}
