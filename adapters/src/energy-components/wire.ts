import { z } from 'zod'

/** One row as the site sends it. Which columns it has is the mapping's business; those it doesn't name are left alone. */
export type EcRow = Readonly<Record<string, unknown>>

/** One page. It may be empty and yet have a `next`; only a missing `next` ends a reading. */
export const RowsPage = z.object({
  rows: z.array(z.record(z.string(), z.unknown())),
  next: z.string().min(1).nullish(),
})

export const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string().optional(), correlationId: z.string().optional() }),
})
