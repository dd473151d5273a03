import type { PersonRef } from '@tieback/contracts'
import { MockProblem } from '../mock-problem.ts'

interface Transition<State> {
  readonly version: number
  readonly at: string
  readonly from: State | null
  readonly to: State
  readonly by: PersonRef | null
  readonly reason: string | null
}

/** The last step that was known at an instant; undefined before the first. */
export const stepAt = <Step extends Transition<unknown>>(history: readonly Step[], asOf: Date): Step | undefined =>
  history.findLast(({ at }) => Date.parse(at) <= asOf.getTime())

/** Throws conflict where a thing has moved since it was read. */
export function expectVersion(row: { readonly id: string; readonly version: number }, expectedVersion: number): void {
  if (row.version === expectedVersion) return
  throw new MockProblem('conflict', `${row.id} is at version ${row.version} by now. Read it again, then decide.`)
}
