import assert from 'node:assert/strict'
import { loaded } from './loaded.mjs'

/**
 * While somebody types into a field that has a list, Base UI hides the rest of the page from screen readers, so that they find the
 * list. Tab leaves the field, which closes the list and shows the rest again: nothing hidden ever has the focus, see below.
 */
const IN_FIELD = { without: ['aria-hidden-focus'] }

/** What opens over a screen: where, what opens it, and what is there then. */
const OPENED = [
  ['menu-you', '/tenants/acme', (page) => page.getByRole('button', { name: /ana@/ }), 'menu'],
  ['menu-tenants', '/tenants/acme', (page) => page.getByRole('button', { name: /^Tenant: / }), 'menu'],
  ['menu-export', '/tenants/acme/activity', (page) => page.getByRole('button', { name: 'Export' }), 'menu'],
  ['select', '/tenants/acme/playground', (page) => page.getByRole('combobox', { name: 'Transport' }), 'listbox'],
  [
    'combobox',
    '/tenants/acme/playground',
    (page) => page.getByRole('combobox', { name: 'Endpoint' }),
    'listbox',
    IN_FIELD,
  ],
]

/** Opens each, shows it to `see`, and walks out of it by keyboard. */
export async function seeOpened(page, url, name, see) {
  for (const [what, at, trigger, role, options] of OPENED) {
    await page.goto(url + at)
    await loaded(page)
    await trigger(page).click()
    await page.getByRole(role).first().waitFor()
    await see(page, `opened-${what}-${name}`, options)
    await neverHidden(page, what)
    await page.keyboard.press('Escape')
  }
}

/**
 * The guards around what is open are there to be passed on from: whoever comes to one is elsewhere at once. This is why
 * `axe.mjs` may leave them out.
 */
async function neverHidden(page, what) {
  for (const key of ['Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
    await page.keyboard.press(key)
    const hidden = await page.evaluate(() => document.activeElement?.closest('[aria-hidden="true"]')?.outerHTML ?? '')
    assert.equal(hidden, '', `${key} in ${what} leaves the focus on what is hidden`)
  }
}
