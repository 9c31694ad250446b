import { content } from './request'

describe('what a request carries', () => {
  it('is JSON, a form, or raw text and bytes with their own media type', () => {
    expect(content({ body: { a: 1 } })).toEqual({ type: 'application/json', data: '{"a":1}' })
    expect(content({ form: { a: 'x y' } })).toEqual({ type: 'application/x-www-form-urlencoded', data: 'a=x+y' })
    expect(content({ raw: { type: 'text/plain', data: '' } })).toEqual({ type: 'text/plain', data: '' })
    const bytes = content({ raw: { type: 'image/png', data: new Uint8Array([0, 255]) } })
    expect(bytes).toEqual({ type: 'image/png', data: Buffer.from([0, 255]) })
    expect(content({})).toBeUndefined()
  })

  it.each([
    { body: 1, form: {} },
    { body: 1, raw: { type: 'a/b', data: '' } },
    { form: {}, raw: { type: 'a/b', data: '' } },
  ])('is only one of them: %j', (request) => {
    expect(() => content(request)).toThrow('one of')
  })
})
