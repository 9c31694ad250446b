import { compact, z } from '../sdk'

const maybe = z.string().nullish().catch(undefined)

/** As far as we read it. What a person hides is null or left out. */
export const Myself = z.object({
  accountId: z.string().min(1),
  displayName: z.string(),
  emailAddress: maybe,
  accountType: maybe,
  timeZone: maybe,
  locale: maybe,
})

export const CurrentUser = z.object({
  account_id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  account_type: z.string().optional(),
  time_zone: z.string().optional(),
  locale: z.string().optional(),
})

export const toCurrentUser = (me: z.output<typeof Myself>) =>
  compact({
    account_id: me.accountId,
    name: me.displayName,
    email: me.emailAddress || undefined,
    account_type: me.accountType,
    time_zone: me.timeZone,
    locale: me.locale,
  })
