/** What an outcome means to the person who reads it. */
export interface Outcome {
  readonly word: string
  readonly look: 'good' | 'bad' | 'warn' | 'info' | 'neutral'
  /** What happened, as a sentence. */
  readonly says: string
  /** The next step. */
  readonly next?: string
  /** Where it is mended. */
  readonly mendedAt?: 'accounts' | 'my-accounts' | 'settings' | 'explain'
}

/** Every way in which a call ends, and what is said of a change: the codes in words. */
export const OUTCOMES: Readonly<Record<string, Outcome>> = {
  ok: { word: 'Worked', look: 'good', says: 'It was done.' },
  intent: {
    word: 'Began',
    look: 'neutral',
    says: 'It was about to be done. How it ended is a row of its own; where there is none, the server stopped in between.',
  },
  input_required: {
    word: 'Asked back',
    look: 'info',
    says: 'The tool asked the person something before it went on.',
  },
  cancelled: { word: 'Cancelled', look: 'neutral', says: 'Whoever called did not wait for the answer.' },
  auth_expired: {
    word: 'Sign-in ended',
    look: 'bad',
    says: 'The vendor no longer accepts the account.',
    next: 'Connect the account again.',
    mendedAt: 'accounts',
  },
  missing_scope: {
    word: 'Scope missing',
    look: 'bad',
    says: 'The account was connected without a permission that this tool needs.',
    next: 'Connect the account again and allow what it asks for.',
    mendedAt: 'accounts',
  },
  connect_required: {
    word: 'Not connected',
    look: 'bad',
    says: 'The connector has no account yet.',
    next: 'Connect an account.',
    mendedAt: 'accounts',
  },
  personal_account_required: {
    word: 'Needs own account',
    look: 'bad',
    says: "This connector works with each person's own account, and theirs is not connected, or the key belongs to nobody.",
    next: 'The person connects their account under My accounts.',
    mendedAt: 'my-accounts',
  },
  configuration_required: {
    word: 'Not set up',
    look: 'bad',
    says: 'The connector lacks a setting that this tool needs.',
    next: 'Fill in its settings.',
    mendedAt: 'settings',
  },
  forbidden: {
    word: 'Refused',
    look: 'bad',
    says: 'The vendor did not let the connected account do this.',
    next: 'Ask whoever runs the account at the vendor, or see what this person may use here.',
    mendedAt: 'explain',
  },
  not_found: {
    word: 'Not found',
    look: 'bad',
    says: 'The vendor has nothing of that name, or does not show it to the connected account.',
    next: 'Check the name in the call, and whether the account may see it.',
  },
  not_allowed: {
    word: 'Not allowed',
    look: 'warn',
    says: 'The tool is switched off, or an access rule or a read-only key keeps it from whoever called. It did not run.',
    next: 'See what this person may use here; the client was told that there is no such tool.',
    mendedAt: 'explain',
  },
  validation: {
    word: 'Wrong arguments',
    look: 'bad',
    says: 'An argument was missing or wrong, so nothing was changed.',
    next: 'The client was told which one; it usually corrects itself.',
  },
  conflict: {
    word: 'Conflict',
    look: 'bad',
    says: 'What was to be changed had changed meanwhile, or exists already.',
    next: 'Read it again, then try once more.',
  },
  rate_limited: {
    word: 'Asked to wait',
    look: 'warn',
    says: 'There were too many calls in a short time.',
    next: 'The client was told how long to wait.',
  },
  vendor_unavailable: {
    word: 'Vendor down',
    look: 'bad',
    says: 'The vendor did not answer, or answered that it cannot now.',
    next: 'Try again later. Nothing here needs mending.',
  },
  timeout: {
    word: 'Took too long',
    look: 'bad',
    says: 'The vendor did not answer in time. Nothing was changed.',
    next: 'Ask for less at once, or try again.',
  },
  outcome_unknown: {
    word: 'Outcome unknown',
    look: 'bad',
    says: 'The vendor was asked to change something and did not answer. It may have been done.',
    next: 'Look at the vendor before the call is repeated.',
  },
  too_large: {
    word: 'Too large',
    look: 'bad',
    says: 'The answer was larger than this server passes on.',
    next: 'Ask for less at once.',
  },
  unsupported_plan: {
    word: 'Not in the plan',
    look: 'bad',
    says: "The vendor offers this only in another plan than the account's.",
    next: 'Change the plan at the vendor, or switch the tool off.',
  },
  internal: {
    word: 'Our fault',
    look: 'bad',
    says: 'This server made a mistake. Whether anything was changed is not known.',
    next: 'Give the request id to whoever runs the server: the reason is in its log.',
  },
}

/** A code that this page does not know yet is shown as it is. */
export const outcomeOf = (code: string): Outcome =>
  OUTCOMES[code] ?? { word: code, look: 'bad', says: `It ended with the code ${code}.` }

export const OUTCOME_CHOICES = [
  { value: '', label: 'Any outcome' },
  { value: 'error', label: 'Failed, whatever the reason' },
  ...Object.entries(OUTCOMES).map(([value, { word }]) => ({ value, label: word })),
]
