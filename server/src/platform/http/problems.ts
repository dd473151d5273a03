import { type Problem, type ProblemCode, problemTable } from '@tieback/contracts'

/** A failure that the caller is told about, by its code and what to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: ProblemCode
  readonly errors: Problem['errors']
  readonly retryAfterS: number | null

  constructor(code: ProblemCode, detail: string, options: { errors?: Problem['errors']; retryAfterS?: number } = {}) {
    super(detail)
    this.code = code
    this.errors = options.errors
    this.retryAfterS = options.retryAfterS ?? null
  }
}

/** The RFC 9457 body of a code. `instance` is the path asked for, without its query. */
export function toProblem(
  code: ProblemCode,
  detail: string,
  context: { instance?: string; requestId?: string; errors?: Problem['errors'] } = {},
): Problem {
  const { status, title } = problemTable[code]
  return {
    type: `/docs/problems#${code}`,
    title,
    status,
    code,
    detail,
    ...(context.instance === undefined ? {} : { instance: context.instance }),
    ...(context.requestId === undefined ? {} : { requestId: context.requestId }),
    ...(context.errors === undefined ? {} : { errors: context.errors }),
  }
}
