import { createClient } from '@redis/client'
import type { Log } from '../observability/log'
import type { TokenStore } from './token-store'

const CONNECT_MS = 2_000
const COMMAND_MS = 2_000
const AGAIN_MS = 1_000
/** A bucket that nobody asks for this long is full again, and need not be there. */
const LIFE_S = 600
/** All in one slot of a cluster, as a script may touch several. */
const PREFIX = 'sagemcp:{limits}:'

/*
 * ARGV: the number of processes, then what is wished, the capacity and what is owed for each key. The time is that of Redis.
 * Numbers are kept with all their digits; Redis would cut them off.
 */
const TAKE = `
  local now = redis.call('TIME')
  now = tonumber(now[1]) + tonumber(now[2]) / 1000000
  local function text(number) return string.format('%.17g', number) end
  local given = {}
  for i, key in ipairs(KEYS) do
    local want, capacity, owed = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
    local held = redis.call('HMGET', key, 'tokens', 'at')
    local at = tonumber(held[2] or now)
    local tokens = math.min(capacity, tonumber(held[1] or capacity) + math.max(0, now - at) * capacity / 60) - owed
    local part = math.min(want, math.max(0, tokens) / tonumber(ARGV[1]))
    redis.call('HSET', key, 'tokens', text(math.min(capacity, tokens - part)), 'at', text(now))
    redis.call('EXPIRE', key, ${LIFE_S})
    given[i] = text(part)
  end
  return given`

/** Tokens in Redis. It may be away when this begins, and later: processes keep to their parts meanwhile. */
export function tokensInRedis(url: string, log: Log): TokenStore {
  const client = createClient({
    url,
    // What cannot be asked now is not asked later: it would be about another moment.
    disableOfflineQueue: true,
    commandOptions: { timeout: COMMAND_MS },
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: AGAIN_MS },
  })
  // Whoever asks hears of it; without a listener it would end the process.
  client.on('error', (error: Error) => log.debug({ err: error }, 'Redis is away'))
  const connected = client.connect().catch(() => {}) // it goes on trying
  return {
    check: async () => void (await client.ping()),
    take: async (wishes, processes) => {
      const asked = [processes, ...wishes.flatMap(({ want, capacity, owed }) => [want, capacity, owed])]
      const keys = wishes.map(({ name }) => PREFIX + name)
      const given = (await client.eval(TAKE, { keys, arguments: asked.map(String) })) as string[]
      return new Map(wishes.map(({ name }, i) => [name, Number(given[i])]))
    },
    close: async () => {
      client.destroy()
      await connected
    },
  }
}
