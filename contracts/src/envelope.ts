import { z } from 'zod'
import { Coverage } from './quality.ts'
import { Instant, ProductionDay } from './time.ts'
import { openEnum } from './open-enum.ts'

/** `ok` last run succeeded in time · `lagging` behind its schedule · `down` cannot be reached or refuses · `idle` never ran, or a finished import. */
export const SourceStatus = openEnum(['ok', 'lagging', 'down', 'idle'])
export type SourceStatus = z.infer<typeof SourceStatus>

/** How one source stood when the answer's facts were known. */
export const SourceState = z.object({
  id: z.string().min(1),
  status: SourceStatus,
  /** Newest instant that the source's data reach; null before the first success. An instant, not an age: a cached answer stays true. */
  asOf: Instant.nullable(),
  message: z.string().nullable(),
})
export type SourceState = z.infer<typeof SourceState>

export const Meta = z.object({
  /** Knowledge time: the same request with this `asOf` gives the same bytes for ever. */
  asOf: Instant,
  /** The production day that the answer ends on; null where no site calendar applies. */
  productionDay: ProductionDay.nullable(),
  /** Only the sources this answer rests on, by id. */
  sources: z.array(SourceState),
  /** Of the answer's main figure; null where nothing was expected. */
  coverage: Coverage.nullable(),
  /** True while any fact in the answer is not yet approved. */
  provisional: z.boolean(),
})
export type Meta = z.infer<typeof Meta>

/** Every successful answer: the data, and what is needed to trust them. */
export const envelope = <Data extends z.ZodType>(data: Data) => z.object({ data, meta: Meta })
