import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'
import {
  type Choices,
  hostileRequestsOf,
  requestsOf,
  sampleOne,
  type SentRequest,
  toSent,
} from '@tieback/contracts/testing'
import { toCurl } from './curl.ts'
import { findFaults, type FuzzAnswer } from './invariants.ts'

export interface FuzzOptions {
  readonly requests: number
  readonly seed: number
  /** What the requests of a route are made of. */
  readonly choicesFor: (listed: ListedRoute) => Choices
  readonly send: (sent: SentRequest, index: number) => Promise<FuzzAnswer>
  /** What the server logged as its own fault since the last time. */
  readonly takeFaults: () => string[]
}

export interface FuzzReport {
  /** How often each route answered with each status, such as `summary.readSummary 200`. */
  readonly answers: ReadonlyMap<string, number>
  /** What to read and what to send again, for each request that was answered wrongly. */
  readonly failures: readonly string[]
}

/** Requests that wait for their answers at a time: more than the store has connections. */
const requestsAtOnce = 12

/** More failures than these say no more. */
const failuresMax = 20

/** An answer takes milliseconds; one that takes this long does not come, ms. */
const answerWaitMsMax = 30_000

const isOfGood = (index: number): boolean => index % 2 === 0

/** For each route the good and the hostile requests that it is sent. */
const listTargets = (choicesFor: FuzzOptions['choicesFor']) =>
  listRoutes().map((listed) => ({
    name: listed.name,
    good: requestsOf(listed, choicesFor(listed)).map(toSent),
    hostile: hostileRequestsOf(listed, choicesFor(listed)),
  }))

type Target = ReturnType<typeof listTargets>[number]

async function withinWait<Value>(value: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${answerWaitMsMax} ms`)), answerWaitMsMax)
  })
  return await Promise.race([value, late]).finally(() => clearTimeout(timer))
}

/** Sends as many requests as asked for, half of them good, to every route in turn. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const targets = listTargets(options.choicesFor)
  const answers = new Map<string, number>()
  const failures: string[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < options.requests && failures.length < failuresMax) {
      const index = next++
      // Safe: the contract has routes.
      const target = targets[Math.floor(index / 2) % targets.length] as Target
      const sent = sampleOne(isOfGood(index) ? target.good : target.hostile, options.seed + index)
      const faults = await tryOne(sent, index, options, (status) => {
        const key = `${isOfGood(index) ? 'good' : 'hostile'} ${target.name} ${status}`
        answers.set(key, (answers.get(key) ?? 0) + 1)
      })
      if (faults.length > 0) {
        failures.push([`seed ${options.seed}, request ${index} (${target.name})`, ...faults, toCurl(sent)].join('\n  '))
      }
    }
  }
  await Promise.all(Array.from({ length: requestsAtOnce }, work))
  return { answers, failures }
}

async function tryOne(
  sent: SentRequest,
  index: number,
  { send, takeFaults }: FuzzOptions,
  count: (status: number) => void,
): Promise<string[]> {
  try {
    const answer = await withinWait(send(sent, index))
    count(answer.status)
    const faults = findFaults(sent, answer)
    return faults.length === 0 ? [] : [...faults, ...takeFaults()]
  } catch (error) {
    return [`it was not answered: ${String(error)}`]
  }
}
