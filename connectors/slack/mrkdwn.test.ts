import { mentioned, toMarkdown } from './mrkdwn'

const names = {
  users: new Map([['U0ADA00001', 'Ada North']]),
  channels: new Map([['C0LIGHT001', 'lighthouse']]),
}

test.each([
  ['*bold* and _slanted_ and ~gone~', '**bold** and _slanted_ and ~~gone~~'],
  ['a * b * c, 2*3*4, snake*case*word', 'a * b * c, 2*3*4, snake*case*word'],
  ['*one*, *two*. (*three*)', '**one**, **two**. (**three**)'],
  ['_*both*_', '_**both**_'],
  ['`*code* &lt;b&gt;` stays', '`*code* <b>` stays'],
  ['```const a = *b*\nx &amp;&amp; y```', '```\nconst a = *b*\nx && y\n```'],
  ['see <https://lamp.example/a*b*c|the *plan*>', 'see [the *plan*](https://lamp.example/a*b*c)'],
  ['<https://lamp.example/?a=1&amp;b=2>', 'https://lamp.example/?a=1&b=2'],
  ['<mailto:ada@harbor.example|ada@harbor.example>', '[ada@harbor.example](mailto:ada@harbor.example)'],
  ['<@U0ADA00001> and <@U0BEN00002|ben>', '@Ada North and @ben'],
  ['<@U0NOBODY01>', '@U0NOBODY01'],
  ['<#C0LIGHT001|lamps> <#C0LIGHT001|> <#C0LIGHT001> <#C0OTHER001>', '#lamps #lighthouse #lighthouse #C0OTHER001'],
  ['<!here> <!subteam^S0CREW0001|@crew> <!subteam^S0CREW0001>', '@here @crew @group'],
  ['<!date^1767222000^{date}|1 January>', '1 January'],
  ['&gt; said\n• one\n• two', '> said\n- one\n- two'],
  ['1 &lt; 2 &amp;amp; 3 &gt; 2', '1 < 2 &amp; 3 > 2'],
  ['before &lt;!-- a --&gt;after &lt;!-- b', 'before <!-- a -->after <!-- b'],
  ['fog\u200B horn\u202E', 'fog horn'],
])('%j becomes %j', (slack, expected) => {
  expect(toMarkdown(slack, names)).toBe(expected)
})

test('who is mentioned', () => {
  expect(mentioned('<@U0ADA00001>, <@U0BEN00002|ben> and <#C0LIGHT001|lamps>')).toEqual(['U0ADA00001', 'U0BEN00002'])
})
