import { randomBytes } from 'node:crypto'

/** A correlation id that somebody may put into a log: ours, or one that a gateway set. */
const requestIdShape = /^[\w-]{8,64}$/

/** Of this process: no two have the same. What follows it counts, which takes a tenth of what more chance would. */
const processPart = randomBytes(9).toString('base64url')
let count = 0

function createRequestId(): string {
  count += 1
  return `${processPart}-${count.toString(36)}`
}

/** The id that finds a request's log line: the one it came with, where that is a plain id, else a new one. */
export const toRequestId = (given: string | readonly string[] | undefined): string =>
  typeof given === 'string' && requestIdShape.test(given) ? given : createRequestId()
