// My session: a sign-in by keyboard alone, the theme on the pages that the server makes, a session near its end that is renewed
// without losing a form, the browsers I am signed in with, a second factor at sign-in, and a password that was forgotten.
import { Secret, TOTP } from 'otpauth'
import assert from 'node:assert/strict'
import { axe } from './support/axe.mjs'
import { loaded } from './support/loaded.mjs'
import { DARK, overflowOf, strictly } from './support/page.mjs'
import { newMember, PASSWORD, signIn } from './support/people.mjs'
import { anaWithTenant } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const NEW_PASSWORD = 'five small silver spoons'
const HOME = '/tenants/acme'

await stage('my-session', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page: ana, api } = await anaWithTenant(pages, world)
  const ben = await newMember(pages, api, 'acme', 'Ben')
  await byKeyboard(pages, world, ben.email)
  await themeEverywhere(ana, pages, world, scene)
  await nearItsEnd(ben.page, world)
  await otherBrowsers(ben, pages, world)
  await secondFactor(ben, pages, world, scene)
  await forgotten(pages, api, world)
  pages.check()
})

/** The focus begins in the right field, Enter sends, and after a mistake it is where one goes on. */
async function byKeyboard(pages, { url }, email) {
  const page = await pages.open()
  page.expects.push(/^401 (GET |POST .*\/sign-in$)/)
  await page.goto(`${url}/`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await focusIs(page, 'email')
  await page.keyboard.type(email)
  await page.keyboard.press('Tab')
  await focusIs(page, 'password')
  await page.keyboard.type('not the right one')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  await focusIs(page, 'password')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Tab')
  const button = await page.evaluate(() => {
    const { tagName, textContent } = document.activeElement
    return [tagName, textContent.trim(), getComputedStyle(document.activeElement).outlineStyle]
  })
  assert.deepEqual(button, ['BUTTON', 'Sign in', 'solid'])
  await page.keyboard.press('Enter')
  await loaded(page)
  assert.equal(new URL(page.url()).pathname, HOME)
  await page.context().close()
}

async function focusIs(page, id) {
  assert.equal(await page.evaluate(() => document.activeElement?.id), id)
}

/** Chosen in the app, on a system that has it the other way; the sign-in page keeps it after signing out. */
async function themeEverywhere(ana, pages, { url }, { screenshot }) {
  const page = await pages.open(undefined, { storageState: await ana.context().storageState(), colorScheme: 'light' })
  const wanted = async (theme, background) => {
    await page.goto(`${url}/account`)
    assert.equal(await page.locator('html').getAttribute('data-theme'), theme)
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), background)
    assert.deepEqual(await axe(page), [])
  }
  await chooseTheme(page, url, 'dark')
  await wanted('dark', 'rgb(19, 19, 19)')
  await page.screenshot({ path: screenshot('account-dark'), fullPage: true })
  await chooseTheme(page, url, 'as the system')
  await wanted(null, 'rgb(251, 251, 250)')
  const cookies = await page.context().cookies()
  assert.ok(!cookies.some(({ name }) => name === 'sagemcp-theme'))
  await page.context().close()
}

async function chooseTheme(page, url, theme) {
  await page.goto(url + HOME)
  await loaded(page)
  await page.getByRole('button', { name: /Ana Lovelace/ }).click()
  await page.getByRole('menuitem', { name: `Theme: ${theme}` }).click()
}

/** Hours pass on his clock: he is warned, stays, and what he had typed is still there, on a page and in a dialog. */
async function nearItsEnd(page, { url }) {
  await page.clock.install()
  await page.goto(`${url}/tenants/acme/settings/keys`)
  await loaded(page)
  await page.getByRole('button', { name: 'Make a key' }).first().click()
  await page.getByLabel('Name').fill('Half a form')
  const warning = page.getByRole('alertdialog', { name: 'You will be signed out in two minutes' })
  await page.clock.fastForward('07:30:00')
  assert.equal(await warning.count(), 0)
  await page.clock.fastForward('00:27:10')
  await warning.waitFor()
  assert.deepEqual(await axe(page), [])
  const [reply] = await Promise.all([
    page.waitForResponse('**/api/v1/admin/me'),
    page.getByRole('button', { name: 'Stay signed in' }).click(),
  ])
  assert.equal(reply.status(), 200)
  await warning.waitFor({ state: 'hidden' })
  assert.equal(await page.evaluate(() => document.activeElement?.value), 'Half a form', 'the focus comes back')
  await page.clock.fastForward('07:30:00')
  assert.equal(await warning.count(), 0, 'it begins anew')
  assert.equal(await page.getByLabel('Name').inputValue(), 'Half a form')
  await page.getByRole('button', { name: 'Make the key' }).click()
  await page.getByRole('group', { name: 'the key' }).waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.clock.resume()
}

/** His account page names the browsers; one click ends all but this one. */
async function otherBrowsers({ page, email }, pages, { url }) {
  const others = [await pages.open(), await pages.open(DARK)]
  for (const other of others) {
    await other.goto(`${url}/sign-in`)
    await signIn(other, email)
    await loaded(other)
  }
  await page.goto(`${url}/account`)
  const sessions = page.getByRole('region', { name: 'Sessions' }).getByRole('listitem')
  // The one of the keyboard has no window any more, and goes on until it is ended.
  assert.equal(await sessions.count(), 4)
  await sessions.first().getByText('this browser').waitFor()
  await page.getByRole('button', { name: 'End all other sessions' }).click()
  await page.getByRole('button', { name: 'End all other sessions' }).waitFor({ state: 'detached' })
  assert.equal(await sessions.count(), 1)
  for (const other of others) {
    other.expects.push(/^401 GET /)
    await other.goto(`${url}/account`)
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    await other.context().close()
  }
}

/** Set up by the key under the picture, then asked for at the next sign-in, which goes on to where it was wanted. */
async function secondFactor({ page, email }, pages, { url }, { screenshot }) {
  await page.goto(`${url}/account`)
  await page.getByRole('link', { name: 'Set up' }).click()
  const secret = (await page.locator('code.secret').textContent()).replaceAll(' ', '')
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  await page.getByLabel('Code from the app').fill(totp.generate())
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Switch it on' }).click()
  await page.getByRole('heading', { name: 'Keep these recovery codes' }).waitFor()

  const phone = await pages.open(DARK)
  phone.expects.push(/^401 (GET |POST .*\/sign-in\/code)/)
  await phone.goto(`${url}/tenants/acme/connectors`)
  await signIn(phone, email)
  await phone.getByRole('heading', { name: 'Enter a code' }).waitFor()
  await focusIs(phone, 'code')
  assert.deepEqual([await overflowOf(phone), await axe(phone)], [0, []])
  await phone.screenshot({ path: screenshot('code') })
  await phone.getByLabel('Code').fill('000000')
  await phone.keyboard.press('Enter')
  await phone.getByText('This code does not work.').waitFor()
  // The one that set it up is used up: the next one, a little early.
  await phone.getByLabel('Code').fill(totp.generate({ timestamp: Date.now() + 30_000 }))
  await phone.keyboard.press('Enter')
  await loaded(phone)
  assert.equal(new URL(phone.url()).pathname, '/tenants/acme/connectors')
  await phone.context().close()
}

/** By the link in the mail, which works once; the old password is none any more, and who was signed in is not. */
async function forgotten(pages, api, { url, mail }) {
  const { page: before, email } = await newMember(pages, api, 'acme', 'Cleo')
  const page = await pages.open()
  page.expects.push(/^401 /, /^404 GET .*\/reset\//)
  await page.goto(`${url}/sign-in`)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  const link = await mail.linkTo(email)
  await page.goto(link)
  await page.getByRole('heading', { name: 'Choose a new password' }).waitFor()
  await page.getByLabel('New password').fill(NEW_PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Your password is changed.').waitFor()
  await signIn(page, email)
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Password').fill(NEW_PASSWORD)
  await page.keyboard.press('Enter')
  await loaded(page)
  assert.equal(new URL(page.url()).pathname, HOME)
  await page.goto(link)
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
  before.expects.push(/^401 GET /)
  await before.goto(`${url}/account`)
  await before.getByRole('heading', { name: 'Sign in' }).waitFor()
}
