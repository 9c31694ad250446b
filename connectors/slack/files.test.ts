import { connected } from './slack-double'

const LINK = 'https://files.slack.com/files-pri/T0HARBOR01-F0PLAN0001/download/plan.md'
const plan = {
  id: 'F0PLAN0001',
  name: 'plan.md',
  title: 'plan.md',
  mimetype: 'text/plain',
  size: 12,
  created: 1_767_222_000,
  user: 'U0ADA00001',
  permalink: 'https://harbor.slack.com/files/U0ADA00001/F0PLAN0001/plan.md',
  url_private: LINK.replace('download/', ''),
  url_private_download: LINK,
}
const bytes = (text: string) => new TextEncoder().encode(text)
const world = (file: Readonly<Record<string, unknown>>, content: Uint8Array | string = bytes('Light it.')) =>
  connected({
    'files.info': { file: { ...plan, ...file } },
    'users.info': { user: { id: 'U0ADA00001', profile: { display_name: 'Ada North' } } },
    [`GET ${LINK}`]: content,
  })

test.each(['F0PLAN0001', plan.permalink, LINK])('the file %s with its content', async (file) => {
  const { call, forms } = world({})
  expect(await call('files_info', { file })).toEqual({
    id: 'F0PLAN0001',
    name: 'plan.md',
    type: 'text/plain',
    bytes: 12,
    from: 'Ada North',
    created: '2025-12-31T23:00Z',
    url: plan.permalink,
    content: 'Light it.',
  })
  expect(forms('files.info')).toEqual([{ file: 'F0PLAN0001' }])
})

test('a long text is read on from where it ended', async () => {
  const { call } = world({ mimetype: 'application/json' }, bytes('a'.repeat(20_000) + 'b'))
  const first = await call('files_info', { file: 'F0PLAN0001' })
  expect(first).toMatchObject({ truncated: true, next_offset: 20_000 })
  expect(await call('files_info', { file: 'F0PLAN0001', offset: 20_000 })).toMatchObject({ content: 'b' })
})

test.each([
  ['a picture', { mimetype: 'image/png' }, 'Not a text file'],
  ['a large file', { size: 5_000_001 }, 'Larger than 5 MB'],
  ['a file elsewhere', { is_external: true }, 'outside Slack'],
])('%s is not fetched', async (_, file, hint) => {
  const { call, methods } = world(file)
  expect(await call('files_info', { file: 'F0PLAN0001' })).toMatchObject({ hint: expect.stringContaining(hint) })
  expect(methods().filter((method) => method.startsWith('GET'))).toEqual([])
})

test('the page to sign in with is not the content', async () => {
  const { call } = world({}, 'the sign-in page')
  await expect(call('files_info', { file: 'F0PLAN0001' })).rejects.toMatchObject({
    code: 'missing_scope',
    details: { scope: 'files:read' },
  })
  expect(await call('files_info', { file: 'F0PLAN0001', content: false })).not.toHaveProperty('content')
})

const TARGET = 'https://files.slack.com/upload/v1/ABC'
const uploads = {
  'files.getUploadURLExternal': { upload_url: TARGET, file_id: 'F0NEW00001' },
  [`UPLOAD ${TARGET}`]: {},
  'files.completeUploadExternal': { files: [{ id: 'F0NEW00001', title: 'Plan', permalink: plan.permalink }] },
}

test('an upload has three steps', async () => {
  const { call, forms, methods } = connected(uploads)
  const asked = { filename: 'plan.md', content: 'Ä lamp', title: 'Plan', channel: 'C0LIGHT001', comment: 'a < b & c' }
  expect(await call('upload_file', asked)).toEqual({
    id: 'F0NEW00001',
    name: 'plan.md',
    channel: 'C0LIGHT001',
    url: plan.permalink,
  })
  expect(methods()).toEqual(['files.getUploadURLExternal', `UPLOAD ${TARGET}`, 'files.completeUploadExternal'])
  expect(forms('files.getUploadURLExternal')).toEqual([{ filename: 'plan.md', length: 7 }])
  expect(forms(`UPLOAD ${TARGET}`)).toEqual([{ method: 'POST', bytes: 'Ä lamp' }])
  expect(forms('files.completeUploadExternal')).toEqual([
    {
      files: '[{"id":"F0NEW00001","title":"Plan"}]',
      channel_id: 'C0LIGHT001',
      initial_comment: 'a &lt; b &amp; c',
    },
  ])
})

test('bytes as base64, into a thread, or for nobody else', async () => {
  const { call, forms } = connected(uploads)
  const file = { filename: 'lamp.bin', content: 'aGk=\n', encoding: 'base64' }
  await call('upload_file', { ...file, channel: 'C0LIGHT001', thread_ts: '1767222000.000100' })
  expect(await call('upload_file', file)).not.toHaveProperty('channel')
  expect(forms(`UPLOAD ${TARGET}`)[0]).toEqual({ method: 'POST', bytes: 'hi' })
  expect(forms('files.completeUploadExternal')).toEqual([
    {
      files: '[{"id":"F0NEW00001","title":"lamp.bin"}]',
      channel_id: 'C0LIGHT001',
      thread_ts: '1767222000.000100',
    },
    { files: '[{"id":"F0NEW00001","title":"lamp.bin"}]' },
  ])
  await expect(call('upload_file', { ...file, content: 'no base64!' })).rejects.toMatchObject({ code: 'validation' })
})

test('a canvas from Markdown', async () => {
  const { call, forms } = connected({ 'canvases.create': { canvas_id: 'F0CANVAS01' } })
  const asked = { title: 'Plan', content: '# Lamp', channel: 'C0LIGHT001' }
  expect(await call('canvases_create', asked)).toEqual({ canvas_id: 'F0CANVAS01' })
  expect(forms('canvases.create')).toEqual([
    { title: 'Plan', document_content: '{"type":"markdown","markdown":"# Lamp"}', channel_id: 'C0LIGHT001' },
  ])
  const failed = connected({ 'canvases.create': 'free_teams_cannot_create_non_tabbed_canvases' }).call(
    'canvases_create',
    asked,
  )
  await expect(failed).rejects.toMatchObject({ code: 'unsupported_plan' })
})
