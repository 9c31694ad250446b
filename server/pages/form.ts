import type { Request, Response } from 'express'
import express from 'express'
import { AppError } from '../errors'

const MAX_BYTES = 16 * 1024
const parse = express.urlencoded({ extended: false, limit: MAX_BYTES, parameterLimit: 20 })

/** A form's fields, each once and as text that can be stored. */
export async function readForm(req: Request, res: Response): Promise<Readonly<Record<string, string>>> {
  if (!req.is('application/x-www-form-urlencoded')) {
    throw new AppError('unsupported_media_type', 'This address takes the form that it shows.')
  }
  await new Promise<void>((resolve, reject) => {
    parse(req, res, (error?: unknown) => (error === undefined || error === null ? resolve() : reject(asOurs(error))))
  })
  const fields = Object.entries((req.body ?? {}) as Record<string, unknown>)
  for (const [, value] of fields) {
    if (typeof value !== 'string' || /\0|\p{Surrogate}/u.test(value)) {
      throw new AppError('invalid_request', 'A field of the form cannot be read.')
    }
  }
  return Object.fromEntries(fields) as Record<string, string>
}

const asOurs = (cause: unknown): AppError =>
  (cause as { status?: number }).status === 413
    ? new AppError('too_large', 'The form is too large.', { cause })
    : new AppError('invalid_request', 'The form cannot be read.', { cause })
