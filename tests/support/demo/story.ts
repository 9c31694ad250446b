import { IDS } from '../vendors/notion-samples'
import { DOCUMENT, LINKS } from './harbor'

interface Step {
  says: string
  calls: readonly (readonly [tool: string, args: Readonly<Record<string, unknown>>])[]
}

const FOUND = 'Found: the relay sticks when it is wet.'

/** The lamp is dark: what seven vendors know about it, and what is written down in the end. */
export const STORY: readonly Step[] = [
  {
    says: 'what people say about it in Slack, and the thread below it',
    calls: [
      ['slack_search_messages', { query: 'lamp dark' }],
      ['slack_conversations_replies', { ts: LINKS.slack }],
    ],
  },
  {
    says: 'the ticket in Jira, and the talk about the code on GitHub',
    calls: [
      ['jira_get_issue', { issue: 'HARBOR-12' }],
      ['github_list_issue_comments', { repository: 'harbor-labs/lighthouse', number: 42 }],
    ],
  },
  {
    says: 'the meeting in Zoom: what was said, and what was agreed',
    calls: [
      ['zoom_get_meeting_transcript', { meeting: LINKS.zoom }],
      ['zoom_get_meeting_summary', { meeting: LINKS.zoom }],
    ],
  },
  {
    says: 'what is left to do: the page in Notion, and the open tasks of its database',
    calls: [
      ['notion_get_page_content', { page_id: LINKS.notion }],
      [
        'notion_query_database',
        { data_source_id: IDS.source, filter: [{ property: 'Status', is: 'does_not_equal', value: 'Done' }] },
      ],
    ],
  },
  {
    says: 'write what was found into the Google Doc, and read it there',
    calls: [
      ['google_docs_append_text', { document: DOCUMENT, text: FOUND }],
      ['google_docs_read_document_content', { document: DOCUMENT }],
    ],
  },
  {
    says: 'tell the people of the Linear issue, and see it there',
    calls: [
      ['linear_add_comment', { issue: 'ENG-42', body: `${FOUND} See ${LINKS.google}` }],
      ['linear_list_comments', { issue: 'ENG-42' }],
    ],
  },
]
