/** Opens a list of choices by its label, types what narrows it, and takes one. */
export async function choose(scope, label, option, typed = undefined) {
  const field = scope.getByRole('combobox', { name: label, exact: true })
  await field.click()
  if (typed !== undefined) await field.fill(typed)
  const page = scope.page?.() ?? scope
  await page.getByRole('option', { name: option }).first().click()
}
