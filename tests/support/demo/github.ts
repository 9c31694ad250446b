import { LINKS } from './harbor'

/** What people said about the issue on GitHub, before the demo began. */
export async function seedGitHub(url: string, token: string): Promise<void> {
  const reply = await fetch(`${url}/repos/harbor-labs/lighthouse/issues/42/comments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'demo',
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    },
    body: JSON.stringify({ body: `Also: ${LINKS.jira}, ${LINKS.linear}, and what we said about it: ${LINKS.slack}` }),
  })
  if (!reply.ok) throw new Error(`The stand-in of GitHub refused the comment: ${await reply.text()}`)
}
