import { content } from '../../connectors/sdk'
import { fitContent } from '../tools/fit-content'
import { contentResult } from './result'

const blocks = [{ type: 'text', text: 'lamp.txt' }] as const

test('what has a form beside its blocks keeps both', () => {
  const fitted = fitContent(content(blocks, { structured: { name: 'lamp.txt' } }), 1_000)
  expect(contentResult(fitted)).toMatchObject({ content: blocks, structuredContent: { name: 'lamp.txt' } })
  expect(contentResult(content(blocks))).not.toHaveProperty('structuredContent')
})

test('a form that is too large is refused, not cut', () => {
  const large = content(blocks, { structured: { name: 'x'.repeat(2_000) } })
  expect(() => fitContent(large, 1_000)).toThrow('larger')
})
