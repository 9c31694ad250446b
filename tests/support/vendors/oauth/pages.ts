import type { Consent } from './authorize'
import type { Ledger } from './ledger'
import type { Account, VendorRules } from './rules'

const escape = (text: string) => text.replace(/[&<>"']/g, (found) => `&#${found.codePointAt(0)};`)

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1c2530 }
  .note { background: #fff3cd; padding: .5rem .75rem; border-radius: .4rem }
  fieldset { border: 1px solid #c6ccd4; border-radius: .4rem; margin: 1rem 0 }
  label { display: block; padding: .2rem 0 }
  button { font: inherit; padding: .4rem 1rem; margin-right: .5rem }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #dde1e6; vertical-align: top }
  form.inline { display: inline }
</style>
</head>
<body>
<p class="note">A stand-in for ${escape(title)} on this machine. Nobody's account is asked.</p>
${body}
</body>
</html>
`

export const refusalPage = ({ title }: VendorRules, why: string) =>
  page(title, `<h1>This request cannot be shown</h1><p>${escape(why)}</p>`)

const scopesOf = (rules: VendorRules, { scopes }: Consent) =>
  Object.entries(scopes).map(([name, list]) => {
    const items = list.map((scope) =>
      rules.authorize.untick
        ? `<label><input type="checkbox" name="scope:${escape(scope)}" checked> ${escape(scope)}</label>`
        : `<label>${escape(scope)}</label>`,
    )
    const legend = Object.keys(scopes).length > 1 ? `It asks for, as ${name}` : 'It asks for'
    const none = '<label>What the application was registered with</label>'
    return `<fieldset><legend>${escape(legend)}</legend>${items.join('') || none}</fieldset>`
  })

const accountsOf = ({ accounts }: VendorRules) =>
  accounts.map(
    ({ key, name, email, places = [] }, at) => `<label>
<input type="radio" name="account" value="${key}"${at === 0 ? ' checked' : ''}>
${escape(name)} (${escape(email)})${places.length > 0 ? `, on ${places.map((each) => escape(each.name)).join(' and ')}` : ''}
</label>`,
  )

const allPlaces = (accounts: readonly Account[]) =>
  new Map(accounts.flatMap(({ places = [] }) => places.map(({ id, name }) => [id, name] as const)))

const placesOf = ({ accounts }: VendorRules) => {
  const items = [...allPlaces(accounts)].map(
    ([id, name]) => `<label><input type="checkbox" name="place:${escape(id)}" checked> ${escape(name)}</label>`,
  )
  return items.length === 0 ? '' : `<fieldset><legend>On</legend>${items.join('')}</fieldset>`
}

/** Asks who it is and whether they agree. */
export const consentPage = (rules: VendorRules, consent: Consent, id: string) =>
  page(
    rules.title,
    `<h1>${escape(consent.app.name ?? consent.app.clientId)} wants to use your ${escape(rules.title)} account</h1>
<form method="post">
<input type="hidden" name="request" value="${id}">
<fieldset><legend>As</legend>${accountsOf(rules).join('')}</fieldset>
${scopesOf(rules, consent).join('')}
${placesOf(rules)}
<p>Afterwards you go to ${escape(new URL(consent.redirectUri).origin)}.</p>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
  )

/** What the person sees in the vendor's settings: who has access, and the ends of it. */
export function settingsPage(rules: VendorRules, ledger: Ledger): string {
  const button = (action: string, key: string, text: string) =>
    `<form class="inline" method="post" action="/settings/${action}"><button name="account" value="${key}">${text}</button></form>`
  const rows = rules.accounts.map(({ key, name }) => {
    const grants = ledger.grants.filter((grant) => grant.alive && grant.account.key === key)
    const apps = [...new Set(grants.map(({ app }) => escape(app.name ?? app.clientId)))].join(', ')
    const ends =
      grants.length > 0 ? `${button('expire', key, 'End access tokens')}${button('revoke', key, 'Revoke')}` : ''
    return `<tr><td>${escape(name)}</td><td>${apps || 'nobody'}</td><td>${ledger.refreshes.get(key) ?? 0}</td><td>${ends}</td></tr>`
  })
  return page(
    rules.title,
    `<h1>Who has access</h1>
<table><tr><th>Account</th><th>Applications</th><th>Refreshes</th><th></th></tr>${rows.join('')}</table>`,
  )
}
