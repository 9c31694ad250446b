import type { Command } from 'commander'

/** Does what a command does. What goes wrong is told in words and ends the process with 1; a stack says nothing to people. */
export async function act(command: Command, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    command.error(`error: ${inWords(error)}`)
  }
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Not by its class: that would load the configuration for every command.
  if (error.name !== 'ConfigError') return error.message
  return `the configuration is not usable:\n  ${error.message.replaceAll('\n', '\n  ')}`
}
