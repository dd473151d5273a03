import { z } from 'zod'
import { NodeRef, Signal } from '../nodes/schemas.ts'
import { openEnum } from '../open-enum.ts'
import { Quality } from '../quality.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { Instant } from '../time.ts'

/** Samples as columns of one length, oldest first. A null value is a gap: draw nothing across it. */
export const SampleColumns = z.object({
  at: z.array(Instant),
  value: z.array(z.number().nullable()),
  quality: z.array(Quality),
})
export type SampleColumns = z.infer<typeof SampleColumns>

/**
 * `stale` silent for longer than its expected period · `frozen` the same value while its siblings move · `out-of-range` beyond what the
 * instrument can show · `spike` away and back at once · `unit-step` a jump by the factor between two units.
 */
export const QualityRule = openEnum(['stale', 'frozen', 'out-of-range', 'spike', 'unit-step'])
export type QualityRule = z.infer<typeof QualityRule>

/** A span of a series that a rule doubts. The samples stay as they came. */
export const QualityMark = z.object({
  rule: QualityRule,
  from: Instant,
  /** Exclusive; null: it still holds. */
  to: Instant.nullable(),
  /** What was seen, with its figures. */
  message: z.string().min(1),
})
export type QualityMark = z.infer<typeof QualityMark>

/** A mark with the series and the node it is about. */
export const SignalMark = QualityMark.extend({
  signal: Signal.pick({ id: true, name: true, quantity: true, sourceId: true, sourceKey: true }),
  node: NodeRef,
})
export type SignalMark = z.infer<typeof SignalMark>

export const SignalSamples = z.object({
  signal: Signal,
  unit: UnitOfMeasure,
  from: Instant,
  to: Instant,
  /** `recorded` as the source archived them; `hourly` averages, where raw samples are no longer kept. */
  resolution: z.enum(['recorded', 'hourly']),
  /** How many samples the range holds; more than were sent when the answer was reduced (extremes and gaps are kept). */
  count: z.int().min(0),
  samples: SampleColumns,
  /** What rules doubt of the range, oldest first. */
  marks: z.array(QualityMark),
})
export type SignalSamples = z.infer<typeof SignalSamples>
