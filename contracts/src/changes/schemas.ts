import { z } from 'zod'
import { NodeRef } from '../nodes/schemas.ts'
import { RecordStatus } from '../quality.ts'
import { Measure, Quantity, UnitOfMeasure } from '../quantity.ts'
import { DayLabel, Instant } from '../time.ts'
import { openEnum } from '../open-enum.ts'

/** `restated` the number moved · `status` only its status did · `withdrawn` the source no longer has it. */
export const ChangeKind = openEnum(['restated', 'status', 'withdrawn'])
export type ChangeKind = z.infer<typeof ChangeKind>

export const Change = z.object({
  knownAt: Instant,
  kind: ChangeKind,
  node: NodeRef,
  day: DayLabel,
  /** Whether `day` is a production day or the first day of a month. */
  grain: z.enum(['day', 'month']),
  quantity: Quantity,
  measure: Measure,
  unit: UnitOfMeasure,
  before: z.number().nullable(),
  after: z.number().nullable(),
  statusBefore: RecordStatus,
  statusAfter: RecordStatus.nullable(),
  /** The source's own note, such as "meter factor corrected"; null where it gave none. */
  cause: z.string().nullable(),
  sourceId: z.string().min(1),
})
export type Change = z.infer<typeof Change>

export const ChangeList = z.object({
  since: Instant,
  /** Changes of facts as the sources sent them, newest first; totals that moved with them are not repeated. */
  changes: z.array(Change),
  counts: z.object({
    new: z.int().min(0),
    restated: z.int().min(0),
    status: z.int().min(0),
    withdrawn: z.int().min(0),
  }),
  nextCursor: z.string().nullable(),
})
export type ChangeList = z.infer<typeof ChangeList>
