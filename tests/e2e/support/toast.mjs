/** The message that says so, at the edge of the screen. */
export const toast = (page, title) => page.getByRole('dialog', { name: title })

/** Takes back what a message says. */
export async function undo(page, title) {
  await toast(page, title).getByRole('button', { name: 'Undo' }).click()
}
