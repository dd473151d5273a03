import { z } from 'zod'

/** One row as the site sends it. Which columns it has is the mapping's business; those it doesn't name are left alone. */
export type EcRow = Readonly<Record<string, unknown>>

function isRow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One page. It may be empty and yet have a `next`; only a missing `next` ends a reading. */
export const RowsPage = z.object({
  // Not a record, which would copy each row: a page has thousands, and columns are the mapping's business.
  rows: z.array(z.custom<EcRow>(isRow, 'an object')),
  next: z.string().min(1).nullish(),
})

export const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string().optional(), correlationId: z.string().optional() }),
})
