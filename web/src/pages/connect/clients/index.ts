import { chatGpt } from './chatgpt'
import { claudeCode } from './claude-code'
import { claudeDesktop } from './claude-desktop'
import type { Client } from './client'
import { cursor } from './cursor'
import { geminiCli } from './gemini-cli'
import { other } from './other'
import { vsCode } from './vs-code'
import { windsurf } from './windsurf'

export const CLIENTS: readonly Client[] = [
  claudeDesktop,
  claudeCode,
  chatGpt,
  cursor,
  vsCode,
  windsurf,
  geminiCli,
  other,
]

export const clientOf = (id: string | null): Client | undefined => CLIENTS.find((client) => client.id === id)
