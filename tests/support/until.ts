import { setTimeout as wait } from 'node:timers/promises'

/** Waits for something that happens elsewhere. Fails, naming it, when it has not happened in `ms`. */
export async function until(what: string, happened: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const end = Date.now() + ms
  while (!(await happened())) {
    if (Date.now() > end) throw new Error(`Waited ${ms} ms in vain: ${what}`)
    await wait(10)
  }
}
