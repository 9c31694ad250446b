import type { ServerResponse } from 'node:http'
import { type Answer, send } from './messages'

/** What a request was for. */
export type Purpose = 'authorize' | 'exchange' | 'refresh' | 'revoke' | 'api'

/** How an answer can go wrong. In the last two the vendor has done what it was asked. */
export type Fault = 'error' | 'hang' | 'broken_json' | 'html' | 'limited' | 'refusal' | 'cut' | 'cut_after' | 'slow'

export interface FaultPlan {
  on?: Purpose
  times?: number
  /** Of `limited`. Default 2. */
  retryAfterS?: number
  /** Of `slow`. Default 300. */
  delayMs?: number
  /** Of `refusal`: the vendor's own words. */
  answer?: Answer
}

type Planned = Required<Omit<FaultPlan, 'on'>> & { fault: Fault; on: Purpose | undefined }

/** Answers that were ordered to go wrong, the oldest order first. */
export class Faults {
  #plans: Planned[] = []

  add(fault: Fault, { on, times = 1, retryAfterS = 2, delayMs = 300, answer = { status: 500 } }: FaultPlan): void {
    this.#plans.push({ fault, on, times, retryAfterS, delayMs, answer })
  }

  clear(): void {
    this.#plans = []
  }

  take(purpose: Purpose): Planned | undefined {
    const plan = this.#plans.find(({ on, times }) => times > 0 && (on === undefined || on === purpose))
    if (plan) plan.times -= 1
    return plan
  }
}

/** Whether the vendor does its work before the answer goes wrong. */
export const comesAfter = ({ fault }: Planned): boolean => fault === 'cut_after' || fault === 'slow'

/** Answers in place of the proper answer. */
export function spoil(response: ServerResponse, { fault, retryAfterS, answer }: Planned): void {
  if (fault === 'refusal') return send(response, answer)
  const text = (status: number, type: string, body: string, headers = {}) => {
    response.writeHead(status, { 'content-type': type, ...headers })
    response.end(body)
  }
  if (fault === 'hang') return
  if (fault === 'cut' || fault === 'cut_after') return void response.socket?.destroy()
  if (fault === 'broken_json') return text(200, 'application/json', '{"access_token": "half-of-a-tok')
  if (fault === 'html') return text(200, 'text/html', '<!doctype html><title>Back soon</title>')
  if (fault === 'limited') return text(429, 'application/json', '{}', { 'retry-after': String(retryAfterS) })
  text(500, 'text/plain', 'Internal error')
}
