import type { Config } from '../../config'
import { NotSent, trySmtp } from '../../mail/smtp'
import { fail, type Found, ok } from './finding'

/** Whether the mail server takes this server's connection and login. No message is sent, so who may get mail is not seen. */
export async function checkMail({ mail, vendors }: Config): Promise<Found> {
  if (!mail) return ok('no mail is sent: links are passed on by people. SAGEMCP_SMTP_URL names a mail server')
  const where = `${mail.server.host}:${mail.server.port}`
  try {
    await trySmtp({ ...mail, extraCa: vendors.extraCa })
  } catch (error) {
    if (!(error instanceof NotSent)) throw error
    const { code, status, answer } = error.details
    const why = [error.message, status, answer].filter((each) => each !== undefined).join(' ')
    return fail(`${where} does not take mail: ${why}. See SAGEMCP_SMTP_URL`, typeof code === 'string' ? code : 'MAIL')
  }
  return ok(`${where} lets this server in`)
}
