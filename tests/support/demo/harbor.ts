import type { Answer, Asked, World } from '../vendors/vendor-description'
import type { Item } from '../vendors/items'

/*
 * One small harbor, as seven vendors see it: at the lighthouse the lamp stays dark after a power cut. What each of them has
 * about it refers to the others. Times are counted from now, so that nothing in it grows old.
 */

export type Key = 'ada' | 'ben'

/** The people, by the names and ids that the vendors' sign-in has them under. */
export const PEOPLE = {
  ada: {
    key: 'ada',
    name: 'Ada North',
    email: 'ada@harbor.example',
    login: 'ada-north',
    jira: '5f1e0a3b7c2d9e0068a1b2c3',
    slack: 'U0ADA00001',
    notion: '9f2c6d10-55aa-4a0b-8d0f-3c1e7b90aa01',
    linear: 'c6a1f5d2-1b0e-4a77-9d31-5f2e8b6caa01',
    zoom: 'ZAda-6fQ1mX0aH2',
  },
  ben: {
    key: 'ben',
    name: 'Ben Quay',
    email: 'ben@harbor.example',
    login: 'ben-quay',
    jira: '5f1e0a3b7c2d9e0068a1b2c4',
    slack: 'U0BEN00001',
    notion: '9f2c6d10-55aa-4a0b-8d0f-3c1e7b90aa02',
    linear: 'c6a1f5d2-1b0e-4a77-9d31-5f2e8b6caa02',
    zoom: 'ZBen-8kT3pW1bJ4',
  },
} as const
export type Somebody = (typeof PEOPLE)[Key]
export const EVERYBODY: readonly Somebody[] = Object.values(PEOPLE)

/** Who connected the account: the stand-in's token for it names them. */
export const who = ({ account }: Asked): Somebody => (account.tenant === 'ben' ? PEOPLE.ben : PEOPLE.ada)

const START = Date.now()
export const hoursAgo = (hours: number): Date => new Date(START - hours * 3_600_000)
export const iso = (hours: number): string => hoursAgo(hours).toISOString()
/** As Slack names a message. */
export const ts = (hours: number): string => `${Math.floor(hoursAgo(hours).getTime() / 1_000)}.000100`

export const THREAD = ts(20)
export const CHANNEL = 'C0LIGHTH01'
export const DOCUMENT = '1HarborLampLog_0000000000000000000000000001'
/** Another one, that no story is about. */
export const LOG = '1HarborNightLog_000000000000000000000000001'
export const MEETING = 98_765_432_100

/** What refers to what. */
export const LINKS = {
  github: 'https://github.com/harbor-labs/lighthouse/issues/42',
  jira: 'https://harbor.atlassian.net/browse/HARBOR-12',
  slack: `https://harbor.slack.com/archives/${CHANNEL}/p${THREAD.replace('.', '')}`,
  zoom: `https://harbor.zoom.us/j/${MEETING}`,
  notion: 'https://www.notion.so/100000005b6a47898abc000000000002',
  google: `https://docs.google.com/document/d/${DOCUMENT}/edit`,
  linear: 'https://linear.app/harbor/issue/ENG-42/the-lamp-stays-dark',
} as const

export type Answers = Readonly<Record<string, (asked: Asked) => Answer | undefined>>

/** A world that remembers what was done to it, before one that has a sample of everything else. */
export const over = (samples: World, answers: Answers): World => ({
  answer: (asked) => answers[asked.id]?.(asked) ?? samples.answer(asked),
  holding: (asked, count) => samples.holding(asked, count),
})

export const ok = (body: unknown, status = 200): Answer => ({ status, body })

export const bodyOf = ({ body }: Asked): Item => (typeof body === 'object' && body !== null ? (body as Item) : {})

/** Whether every word is somewhere in it. */
export const says = (value: unknown, words: string): boolean => {
  const text = JSON.stringify(value).toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word))
}
