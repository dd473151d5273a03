import { MockProblem } from '../mock-problem.ts'

interface Page<Row> {
  readonly rows: Row[]
  readonly nextCursor: string | null
}

const cursorPattern = /^after-(.+)$/

/**
 * A page of rows that are sorted already. The cursor names the last row that was read, so that rows added before it repeat nothing.
 *
 * throws  MockProblem: a cursor that isn't one of ours, or whose row has gone
 */
export function takePage<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Page<Row> {
  const after = cursor === undefined ? null : (cursorPattern.exec(cursor)?.[1] ?? '')
  const start = after === null ? 0 : rows.findIndex((row) => keyOf(row) === after) + 1
  if (after !== null && start === 0) {
    const errors = [{ path: 'query.cursor', message: 'expected the nextCursor of the page before' }]
    throw new MockProblem('invalid-request', 'The cursor is not one of ours. Leave it out to start at the top.', {
      errors,
    })
  }
  const page = rows.slice(start, start + limit)
  const last = page.at(-1)
  const hasMore = start + page.length < rows.length
  return { rows: page, nextCursor: hasMore && last !== undefined ? `after-${keyOf(last)}` : null }
}
