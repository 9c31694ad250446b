import { spawn } from 'node:child_process'

/** The program that opens an address in the person's browser; no shell ever sees the address. */
export function browserCommand(url: string, platform: string = process.platform): readonly [string, ...string[]] {
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  return [platform === 'darwin' ? 'open' : 'xdg-open', url]
}

/** Tries. Where there is no browser, the person has the address in words. */
export function openBrowser(url: string): void {
  const [command, ...args] = browserCommand(url)
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
