import { type Kind, readReference } from './identifiers'

const AT = 'https://harbor.atlassian.net'

test.each<[Kind, string | number, string | undefined]>([
  ['issue', ' harbor-12 ', 'HARBOR-12'],
  ['issue', '10001', '10001'],
  ['issue', `${AT}/browse/HARBOR-12`, 'HARBOR-12'],
  ['issue', `${AT}/jira/software/projects/HARBOR/boards/3`, undefined],
  ['issue', 'HARBOR-12 and more', undefined],
  ['project', 'harbor', 'HARBOR'],
  ['project', `${AT}/jira/software/c/projects/HARBOR/boards/3`, 'HARBOR'],
  ['project', `${AT}/browse/HARBOR`, 'HARBOR'],
  ['project', `${AT}/browse/HARBOR-12`, undefined],
  ['project', 'The harbor', undefined],
  ['board', 3, '3'],
  ['board', `${AT}/jira/software/projects/HARBOR/boards/3/backlog`, '3'],
  ['board', `${AT}/secure/RapidBoard.jspa?rapidView=3`, '3'],
  ['board', 'Pier', undefined],
  ['sprint', `${AT}/jira/software/projects/HARBOR/boards/3/reports/burndown-chart?sprint=37`, '37'],
  ['sprint', 3.5, undefined],
  ['version', `${AT}/projects/HARBOR/versions/10010/tab/release-report`, '10010'],
  ['version', '../1', undefined],
])('%s %j is %j', (kind, value, id) => {
  expect(readReference(kind, value)?.id).toBe(id)
})
