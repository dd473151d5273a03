import type { z } from 'zod'

/** One kind of work: what its data must look like, and how often it is tried. */
export interface JobDefinition<Data extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly Data: Data
  /** Tries in all, the first among them. */
  readonly attempts: number
  /** Wait before the second try, doubled for each further one, ms. */
  readonly backoffMs: number
}

/** The same definition, once the compiler has kept the type of its data. */
export function defineJob<Data extends z.ZodType>(definition: JobDefinition<Data>): JobDefinition<Data> {
  return definition
}

/** A stable key of a job and what it is about; the queue's backends allow no colon in it. */
export function jobKey(name: string, ...parts: readonly string[]): string {
  return [name, ...parts].join('--').replaceAll(':', '_')
}
