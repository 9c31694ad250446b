import { type Algorithm, hash, verify } from '@node-rs/argon2'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. Hashes carry their own numbers. */
const ARGON2ID = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Two ways to type one accented letter are one password. */
const normal = (password: string): string => password.normalize('NFKC')

/** Made of a password that nobody knows: unknown accounts cost as much time as known ones. */
let dummy: Promise<string> | undefined

export const hashPassword = (password: string): Promise<string> => hash(normal(password), ARGON2ID)

/** `stored` null or undefined: takes as long and answers false. */
export async function checkPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  dummy ??= hashPassword(crypto.randomUUID())
  const matches = await verify(stored ?? (await dummy), normal(password))
  return matches && stored != null
}
