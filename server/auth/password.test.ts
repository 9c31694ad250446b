import { checkPassword, hashPassword } from './password'

it('hashes with argon2id and the numbers that OWASP names, with a salt of its own each time', async () => {
  const [one, two] = await Promise.all([hashPassword('same'), hashPassword('same')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(one).not.toBe(two)
})

it('knows the password, however an accented letter was typed, and no other', async () => {
  const stored = await hashPassword('caf\u00e9 au lait')
  expect(await checkPassword('cafe\u0301 au lait', stored)).toBe(true)
  expect(await checkPassword('cafe au lait', stored)).toBe(false)
})

it.each([null, undefined])('says no where no hash is stored: %p', async (stored) => {
  expect(await checkPassword('', stored)).toBe(false)
  expect(await checkPassword('anything', stored)).toBe(false)
})
