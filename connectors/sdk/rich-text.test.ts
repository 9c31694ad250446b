import { parseMarkdown, renderMarkdown, richText } from './rich-text'

test('Markdown comes back as it went in', () => {
  const text = `# Harbor

The **lamp** is _out_, ~~again~~, see [the log](https://harbor.example/log) and \`lamp.ts\`.

- one
  - below
- [x] done
- [ ] open

1. first
2. second

> quoted

\`\`\`ts
const lamp = 1
\`\`\`

| Place | Light |
| ----- | ----- |
| North | red   |

---

End.`
  const same = renderMarkdown(parseMarkdown(text))
  expect(same.replace(/ +\|/g, ' |').replace(/-+ \|/g, '- |')).toBe(
    text.replace(/ +\|/g, ' |').replace(/-+ \|/g, '- |'),
  )
})

test('text that looks like Markdown is kept as text', () => {
  const tree = richText([{ type: 'paragraph', children: [{ type: 'text', value: '1. *not* a list_item_' }] }])
  const again = parseMarkdown(renderMarkdown(tree))
  expect(again.children).toMatchObject([
    { type: 'paragraph', children: [{ type: 'text', value: '1. *not* a list_item_' }] },
  ])
})

test('addresses stay readable', () => {
  const value = 'Ask ada@harbor.example, see https://harbor.example/log'
  expect(renderMarkdown(richText([{ type: 'paragraph', children: [{ type: 'text', value }] }]))).toBe(value)
})

test('footnotes are kept', () => {
  const text = 'The lamp[^1] is out.\n\n[^1]: The north one.'
  expect(renderMarkdown(parseMarkdown(text))).toBe(text)
})
