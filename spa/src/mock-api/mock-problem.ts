import { type Problem, type ProblemCode, problemTable } from '@tieback/contracts'

/** A failure that the mock tells its caller of, as the server would. */
export class MockProblem extends Error {
  override readonly name = 'MockProblem'
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

/** The body of a problem. `instance` is the path asked for, without its query. */
export function toProblem(problem: MockProblem, instance: string, requestId: string): Problem {
  const { code, message, errors } = problem
  const { status, title } = problemTable[code]
  return {
    type: `/docs/problems#${code}`,
    title,
    status,
    code,
    detail: message,
    instance,
    requestId,
    ...(errors === undefined ? {} : { errors }),
  }
}
