import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadConfig } from '../config'
import type { Log } from '../observability/log'
import { Keyring } from './keyring'

const said: unknown[] = []
const note = (...words: unknown[]) => void said.push(words)
const log = { debug: note, info: note, warn: note, error: note, fatal: note } as Log

const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-key-'))
afterAll(() => rmSync(folder, { recursive: true }))
const config = loadConfig({ SAGEMCP_DATA_DIR: path.join(folder, 'data') })
const file = config.secrets.keyFile

it('is made once, for its owner only, and the log says to back it up', () => {
  const wrapped = Keyring.fromConfig(config, log).wrap(Buffer.alloc(32, 1), 'a')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(JSON.stringify(said)).toMatch(/back it up/)
  said.length = 0
  expect(Keyring.fromConfig(config, log).unwrap(wrapped, 'a')).toEqual(Buffer.alloc(32, 1))
  expect(said).toEqual([])
  expect(readdirSync(path.dirname(file))).toEqual(['secret-key'])
})

it('is not replaced when it cannot be read as one', () => {
  writeFileSync(file, 'half a k')
  expect(() => Keyring.fromConfig(config, log)).toThrow('restore it from your backup')
})

it('is not made when the keys are given, or in memory', () => {
  rmSync(file)
  const keys = [{ id: 'main', key: Buffer.alloc(32, 1) }]
  expect(Keyring.fromConfig({ ...config, secrets: { ...config.secrets, keys } }, log).currentKeyId).toBe('main')
  Keyring.fromConfig({ ...config, database: { ...config.database, inMemory: true } }, log)
  expect(readdirSync(path.dirname(file))).toEqual([])
})
