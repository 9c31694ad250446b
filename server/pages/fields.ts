import { z } from 'zod'
import { Email, Password, PersonName } from '../contracts/users'

/** As `contracts/users.ts` has it; pages say it before anything is typed. */
export const PASSWORD_LEAST = 12

/** What is wrong with a field, and with that what would be right. */
const WRONG: Readonly<Record<string, string>> = {
  name: 'Give a name of at most 100 characters.',
  email: 'Give an e-mail address, such as ana@example.com.',
  password: `Use at least ${PASSWORD_LEAST} characters, and at most 200.`,
}

export const NewPerson = z.object({
  name: z.string().trim().pipe(PersonName),
  email: z.string().trim().pipe(Email),
  password: Password,
})
export const NewPassword = z.object({ password: Password })

/** What a form holds, or what is wrong with which field. */
export function check<S extends z.ZodObject>(
  schema: S,
  form: Readonly<Record<string, string>>,
): { value: z.output<S>; errors?: undefined } | { value?: undefined; errors: Readonly<Record<string, string>> } {
  const { success, data, error } = schema.safeParse(form)
  if (success) return { value: data }
  const names = error.issues.map((issue) => String(issue.path[0]))
  return { errors: Object.fromEntries(names.map((name) => [name, WRONG[name] ?? 'Is not valid.'])) }
}
