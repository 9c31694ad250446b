import passport from 'passport'
import { Strategy } from 'passport-local'
import type { Request } from 'express'
import type { Passwords } from '../users/passwords'
import type { User } from '../users/entity'

/** Whose e-mail and password a form holds: undefined when the two do not belong together. The only place that knows passport. */
export function passwordSignIn(passwords: Pick<Passwords, 'check'>): (req: Request) => Promise<User | undefined> {
  const authenticator = new passport.Passport()
  authenticator.use(
    new Strategy({ usernameField: 'email', passwordField: 'password', session: false }, (email, password, done) => {
      passwords.check(email, password).then(
        (user) => done(null, user ?? false),
        (error: unknown) => done(error),
      )
    }),
  )
  return (req) =>
    new Promise((resolve, reject) => {
      const decide = (error: unknown, user: unknown) =>
        error ? reject(error) : resolve(user ? (user as User) : undefined)
      authenticator.authenticate('local', { session: false }, decide)(req, undefined, reject)
    })
}
