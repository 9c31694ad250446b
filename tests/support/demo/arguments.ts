import { blobSha } from '../vendors/github-state'
import { REVISION } from '../vendors/google-docs-samples'
import { uuid as linearId } from '../vendors/linear-samples'
import { IDS } from '../vendors/notion-samples'
import type { VendorName } from '../vendors/oauth/stand-ins'
import type { ToolFacts } from '../vendors/suites/subject'
import { CHANNEL, DOCUMENT, LINKS, LOG, MEETING, PEOPLE, THREAD, ts } from './harbor'
import { uuid } from './notion-blocks'

const { ada, ben } = PEOPLE
const of = (values: ToolFacts['values'], hints: NonNullable<ToolFacts['hints']> = {}): ToolFacts => ({
  values,
  hints,
  lists: {},
})
const pull = { values: { number: 43 } }
const inChannel = { needs: { channel: CHANNEL } }
const ofTasks = { needs: { data_source_id: IDS.source } }

/** What fits the harbor where a schema does not say it: enough for a call of each tool. */
export const ARGUMENTS: Readonly<Record<VendorName, ToolFacts>> = {
  github: of(
    {
      ...{ repository: 'harbor-labs/lighthouse', ref: 'main', branch: 'main', base: 'main', head: 'fix/stable-power' },
      ...{ path: 'README.md', username: ada.login, email: ada.email, query: 'lamp', since: '2026-01-31', number: 42 },
      ...{ run_id: 440_001, job_id: 870_001, id: 860_002, tag: 'v1.4.0', workflow: 'build.yml' },
      ...{ sha: '9b3ad0c15e7f42869b3ad0c15e7f42869b3ad0c1', path_prefix: 'src' },
    },
    {
      create_branch: { values: { branch: 'fog-horn', from: 'main' } },
      create_or_update_file: { needs: { sha: blobSha(Buffer.from('# Lighthouse\n\nKeeps the lamp turning.\n')) } },
      update_issue: { needs: { title: 'Lamp stays dark' } },
      get_pull_request: pull,
      get_pull_request_diff: pull,
      get_pull_request_checks: pull,
      list_pull_request_files: pull,
      list_pull_request_reviews: pull,
      merge_pull_request: pull,
      update_pull_request: { ...pull, needs: { title: 'Wait for power' } },
      create_pull_request_review: { ...pull, needs: { body: 'Good.' } },
    },
  ),
  jira: of(
    {
      ...{ issue: LINKS.jira, issues: 'HARBOR-12', target: 'HARBOR-13', project: 'harbor', board: '7', sprint: '70' },
      ...{ version: '10100', jql: 'project = HARBOR', query: 'ada', type: 'Bug', assignee: 'me', summary: 'A lid' },
      ...{ body: 'It *rains* in.', to: 'Done', relation: 'blocks', time_spent: '1h 30m' },
    },
    { update_issue: { needs: { labels: ['wet'] } }, search_assignable_users: { needs: { project: 'HARBOR' } } },
  ),
  slack: of(
    {
      ...{
        channel: CHANNEL,
        user: ben.slack,
        users: ben.slack,
        ts: THREAD,
        send_at: '2h',
        query: 'lamp',
        name: 'tada',
      },
      ...{
        text: 'It **turns**.',
        email: ben.email,
        file: 'F0LAMP0001',
        filename: 'a.txt',
        content: 'dry',
        title: 'Lamp',
      },
    },
    {
      conversations_replies: inChannel,
      send_message: inChannel,
      schedule_message: inChannel,
      reactions_add: inChannel,
      reactions_remove: inChannel,
      get_permalink: inChannel,
      update_message: { values: { ts: ts(44) }, ...inChannel },
    },
  ),
  notion: of(
    {
      ...{ page_id: IDS.page, block_id: uuid(2), database_id: IDS.database, data_source_id: IDS.source },
      ...{ to_page_id: IDS.page, query: 'relay', title: 'Lid', markdown: 'Keep it **dry**.', text: 'Dry?' },
    },
    {
      query_database: ofTasks,
      get_data_source: ofTasks,
      create_page: ofTasks,
      update_page: { values: { page_id: IDS.row }, needs: { properties: { Status: 'Done' } } },
      update_page_content: { needs: { edits: [{ find: 'dark', replace: 'very dark' }] } },
      append_block_children: { values: { block_id: IDS.page } },
      update_block: { needs: { markdown: 'Still **dark**.' } },
      move_page: { values: { page_id: IDS.row }, needs: { to_page_id: IDS.page } },
      create_data_source: { variants: { properties: [[{ name: 'Part', type: 'title' }]] } },
      update_data_source: { needs: { data_source_id: IDS.source, title: 'Work' } },
      create_comment: { needs: { page_id: IDS.page } },
    },
  ),
  zoom: of(
    {
      ...{
        user_id: ben.email,
        meeting: LINKS.zoom,
        webinar: '91234567890',
        topic: 'Lamp',
        start_at: '2026-12-01T10:00',
      },
      ...{ email: ben.email, first_name: 'Ben', from: '28d' },
    },
    {
      update_meeting: { needs: { duration_minutes: 30 } },
      // The other one is deleted.
      end_meeting: { values: { meeting: String(MEETING + 1) } },
    },
  ),
  google: of(
    {
      ...{ document: LINKS.google, query: 'lamp', find: 'lamp', replacement: 'light', text: 'It **turns**.' },
      ...{ title: 'Lamp', email: ben.email, comment_id: 'AAAA_comment1', index: 1, start_index: 1, end_index: 5 },
    },
    {
      export_document: { values: { document: DOCUMENT } },
      // Nobody has edited it since.
      delete_range: { values: { document: LOG, revision_id: REVISION } },
      format_text: { needs: { bold: true } },
      reply_to_comment: { needs: { text: 'Yes.' } },
      share_document: { needs: { email: ben.email } },
    },
  ),
  linear: of(
    {
      ...{ team: 'ENG', teams: 'ENG', issue: 'ENG-42', other: 'ENG-41', email: ben.email, project: 'Lighthouse' },
      ...{ cycle: '7', document: 'Keeping the lamp', query: 'lamp', title: 'Lid', name: 'Fog horn', body: 'Dry.' },
      ...{ comment: linearId(142), url: LINKS.notion },
    },
    {
      get_cycle: { needs: { team: 'ENG' } },
      update_issue: { needs: { title: 'The lamp stayed dark' } },
      update_project: { needs: { description: 'A lamp that turns.' } },
    },
  ),
}
