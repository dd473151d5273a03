import { InvalidCursor } from '@tieback/store'
import { ProblemError } from '../platform/http/problems.ts'

/** For the failure of a read by pages: a cursor that nobody gave out is the caller's mistake, anything else goes on as it was. */
export function refuseCursor(error: unknown): never {
  if (!(error instanceof InvalidCursor)) throw error
  throw new ProblemError('invalid-request', 'The cursor is not one of ours. Leave it out to start at the top.', {
    errors: [{ path: 'query.cursor', message: 'expected the nextCursor of the page before' }],
  })
}
