import { context, connected } from './vendor-double'

const HERE = { repository: 'harbor-labs/lighthouse' }
const IN = '/repos/harbor-labs/lighthouse/contents'
const file = (path: string, bytes: Uint8Array | string, more: object = {}) => ({
  type: 'file',
  name: path.split('/').at(-1),
  path,
  sha: 'b10b',
  size: Buffer.byteLength(bytes),
  encoding: 'base64',
  // The vendor breaks the lines of base64.
  content: Buffer.from(bytes).toString('base64').replace(/.{60}/g, '$&\n'),
  html_url: `https://github.com/harbor-labs/lighthouse/blob/main/${path}`,
  ...more,
})
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}`).join('\n') + '\n'
const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(40)])

describe('get_file_content', () => {
  const read = async (body: unknown, args: object = {}, path = 'src/a.ts') => {
    const { call, http } = connected({ [`GET ${IN}/${path}`]: { body } })
    return { result: await call('get_file_content', { ...HERE, path, ...args }), http }
  }

  test('gives the whole text with its line ends, and asks for the ref', async () => {
    const { result, http } = await read(file('src/a.ts', 'süß\r\nb\n'), { ref: 'fix/x' })
    expect(result).toMatchObject({
      type: 'file',
      sha: 'b10b',
      text: 'süß\r\nb\n',
      start_line: 1,
      end_line: 2,
      total_lines: 2,
    })
    expect(result).not.toHaveProperty('truncated')
    expect(http.seen[0]?.query).toEqual({ ref: 'fix/x' })
  })

  test('gives a window of lines', async () => {
    const { result } = await read(file('src/a.ts', numbered(100)), { start_line: 40, end_line: 42 })
    expect(result).toMatchObject({ text: 'line 40\nline 41\nline 42', start_line: 40, end_line: 42, total_lines: 100 })
  })

  test('says when the window is outside', async () => {
    const { result } = await read(file('src/a.ts', numbered(3)), { start_line: 9 })
    expect(result).toMatchObject({ text: '', total_lines: 3, hint: expect.stringContaining('no such lines') })
  })

  test('cuts a long text at a line and says where to go on, so that nothing is lost', async () => {
    const whole = numbered(20_000)
    let text = ''
    let start_line = 1
    let rounds = 0
    for (let more = true; more; rounds++) {
      const { result } = await read(file('src/a.ts', whole), { start_line })
      text += `${result.text as string}${result.truncated ? '\n' : ''}`
      start_line = Number(/start_line (\d+)/.exec(String(result.hint))?.[1])
      more = result.truncated === true
    }
    expect(rounds).toBeGreaterThan(1)
    expect(text).toBe(whole)
  })

  test('names a binary file without its bytes', async () => {
    const { result } = await read(file('logo.png', PNG), {}, 'logo.png')
    expect(result).toMatchObject({ type: 'file', mime_type: 'image/png', size: 48, sha: 'b10b' })
    expect(result).not.toHaveProperty('text')
  })

  test('reads what is not UTF-8 as the western code page, and says so', async () => {
    const { result } = await read(file('src/a.ts', Buffer.from([0x66, 0xfc, 0x72])))
    expect(result).toMatchObject({ text: 'für', encoding: 'windows-1252' })
  })

  test('fetches a file above 1 MB as it is', async () => {
    const { call, http } = connected({
      [`GET ${IN}/big.csv`]: ({ headers }) =>
        headers.accept === 'application/vnd.github.raw+json'
          ? { body: new TextEncoder().encode(numbered(5)) }
          : { body: file('big.csv', '', { size: 3_000_000, encoding: 'none' }) },
    })
    const result = await call('get_file_content', { ...HERE, path: 'big.csv', start_line: 5 })
    expect(result).toMatchObject({ text: 'line 5\n', total_lines: 5 })
    expect(http.seen).toHaveLength(2)
  })

  test('does not fetch what is too large', async () => {
    const { result, http } = await read(file('big.bin', '', { size: 50_000_000, encoding: 'none' }), {}, 'big.bin')
    expect(result).toMatchObject({ truncated: true, size: 50_000_000 })
    expect(http.seen).toHaveLength(1)
  })

  test('lists a directory, and the top one', async () => {
    const entries = [file('src/a.ts', 'x'), { type: 'dir', name: 'deep', path: 'src/deep', sha: 'd', size: 0 }]
    const { call } = connected({ [`GET ${IN}/src`]: { body: entries }, [`GET ${IN}`]: { body: entries } })
    const listing = {
      type: 'directory',
      entries: [
        { name: 'a.ts', type: 'file', size: 1 },
        { name: 'deep', type: 'directory' },
      ],
    }
    expect(await call('get_file_content', { ...HERE, path: '/src/' })).toEqual({ path: 'src', ...listing })
    expect(await call('get_file_content', HERE)).toEqual({ path: '', ...listing })
  })

  test.each([
    [{ type: 'symlink', target: '../b.ts' }, '../b.ts'],
    [{ type: 'submodule', submodule_git_url: 'https://github.com/o/r.git' }, 'https://github.com/o/r.git'],
  ])('names the target of %j', async (more, target) => {
    const { result } = await read({ ...file('src/a.ts', ''), ...more })
    expect(result).toMatchObject({ type: more.type, target })
    expect(result).not.toHaveProperty('text')
  })
})

describe('create_or_update_file', () => {
  const args = { ...HERE, path: 'docs/ü x.md', content: 'Grüße\n', message: 'Say hello' }
  const where = `${IN}/docs/%C3%BC%20x.md`
  const committed = { content: { path: 'docs/ü x.md', sha: 'new' }, commit: { sha: 'c0', html_url: 'https://g/c0' } }
  const content = Buffer.from('Grüße\n').toString('base64')

  test('makes a new file', async () => {
    const { call, http } = connected({
      [`GET ${where}`]: { status: 404 },
      [`PUT ${where}`]: { status: 201, body: committed },
    })
    expect(await call('create_or_update_file', { ...args, branch: 'fix/x' })).toEqual({
      path: 'docs/ü x.md',
      created: true,
      sha: 'new',
      commit_sha: 'c0',
      commit_url: 'https://g/c0',
    })
    expect(http.seen[0]?.query).toEqual({ ref: 'fix/x' })
    expect(http.seen[1]?.body).toEqual({ message: 'Say hello', content, branch: 'fix/x' })
  })

  test('looks up the blob that it replaces, and reports it', async () => {
    const { call, http } = connected({
      [`GET ${where}`]: { body: file('docs/ü x.md', 'old') },
      [`PUT ${where}`]: { body: committed },
    })
    expect(await call('create_or_update_file', args)).toMatchObject({
      created: false,
      replaced_sha: 'b10b',
      sha: 'new',
    })
    expect(http.seen[1]?.body).toEqual({ message: 'Say hello', content, sha: 'b10b' })
  })

  test('replaces only the named blob when one is named', async () => {
    const { call, http } = connected({ [`PUT ${where}`]: { body: committed } })
    await call('create_or_update_file', { ...args, sha: 'seen', encoding: 'base64', content: 'R3L8\nw58' })
    expect(http.seen.map(({ body }) => body)).toEqual([{ message: 'Say hello', content: 'R3L8w58', sha: 'seen' }])
  })

  test('does not write over a directory', async () => {
    const { call, http } = connected({ [`GET ${where}`]: { body: [] } })
    await expect(call('create_or_update_file', args)).rejects.toMatchObject({ code: 'validation' })
    expect(http.seen).toHaveLength(1)
  })
})

describe('the file resource', () => {
  const uri = (path: string) => `github://harbor-labs/lighthouse/contents/${path}`

  test('is a template', async () => {
    const { github } = connected({})
    expect(await github.getResources(context)).toMatchObject([{ uri: 'github://{owner}/{repo}/contents/{+path}' }])
  })

  test('gives text, and bytes where there is no text', async () => {
    const { github } = connected({
      [`GET ${IN}/docs/a%20b.md`]: { body: file('docs/a b.md', '# Hi\n') },
      [`GET ${IN}/logo.png`]: { body: file('logo.png', PNG) },
    })
    expect(await github.readResource(uri('docs/a%20b.md'), context)).toEqual({
      uri: uri('docs/a%20b.md'),
      mimeType: 'text/markdown',
      text: '# Hi\n',
    })
    expect(await github.readResource(uri('logo.png'), context)).toEqual({
      uri: uri('logo.png'),
      mimeType: 'image/png',
      blob: PNG.toString('base64'),
    })
  })

  test('refuses directories, files above 5 MB and paths that climb', async () => {
    const { github } = connected({
      [`GET ${IN}/src`]: { body: [] },
      [`GET ${IN}/big`]: { body: file('big', '', { size: 6_000_000, encoding: 'none' }) },
    })
    await expect(github.readResource(uri('src'), context)).rejects.toMatchObject({ code: 'validation' })
    await expect(github.readResource(uri('big'), context)).rejects.toMatchObject({ code: 'too_large' })
    await expect(github.readResource(uri('a/%2E%2E/b'), context)).rejects.toMatchObject({ code: 'validation' })
  })
})
