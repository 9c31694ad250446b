/** The server no longer has a part of the app that this tab runs: it was updated meanwhile, or is out of reach. */
export class ScreenMissing extends Error {}

export async function loadScreen<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    throw new ScreenMissing('A part of the app could not be loaded.', { cause })
  }
}
