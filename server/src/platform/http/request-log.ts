import type { FastifyBaseLogger } from 'fastify'
import type { RequestObserver } from './served-request.ts'

/** One line for each answered request. */
export const logRequests =
  (logger: FastifyBaseLogger): RequestObserver =>
  ({ durationMs, ...served }) => {
    // Rounded to microseconds: more digits say nothing, and every line carries them.
    const ms = Math.round(durationMs * 1_000) / 1_000
    logger.info({ ...served, ms }, 'request')
  }
