import { z } from 'zod'
import { openEnum } from './open-enum.ts'

/**
 * How far a value can be trusted, one list for every source; each adapter maps its vendor's words to it.
 *
 * `good` measured · `uncertain` measured, the source doubts it · `substituted` replaced by a person ·
 * `estimated` computed by a model or an allocation · `stale` older than its expected period ·
 * `bad` the source sent no usable number · `missing` nothing was sent. Only the first five carry a number.
 */
export const Quality = openEnum(['good', 'uncertain', 'substituted', 'estimated', 'stale', 'bad', 'missing'])
export type Quality = z.infer<typeof Quality>

/** A fact's place in the daily cycle: lifted from left to right, and legally lowered again to correct. */
export const RecordStatus = openEnum(['provisional', 'verified', 'approved'])
export type RecordStatus = z.infer<typeof RecordStatus>

/**
 * Share of the expected that a rolled-up figure rests on, each in 0..1 and weighted by potential.
 * `measured + estimated + missing = 1`; `coverage` is `1 − missing`.
 */
export const Coverage = z.object({
  coverage: z.number().min(0).max(1),
  measured: z.number().min(0).max(1),
  estimated: z.number().min(0).max(1),
  missing: z.number().min(0).max(1),
})
export type Coverage = z.infer<typeof Coverage>
