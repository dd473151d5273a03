import type { DefermentEvent, ProductionReader, ProductionRow, RemappedRow, WellTest } from '@tieback/adapters'
import { DayLabel, DefermentCategory, Measure, Quality, Quantity, RecordStatus } from '@tieback/contracts'
import type { QuarantineRow } from '@tieback/store'
import { z } from 'zod'

/** Rows that this package itself held back, because nobody had described their node, stand in quarantine in the port's own shape. */
const HeldFigure = z.strictObject({
  objectId: z.string(),
  grain: z.enum(['day', 'month']),
  day: DayLabel,
  quantity: Quantity,
  measure: Measure,
  value: z.number().nullable(),
  quality: Quality,
  status: RecordStatus,
  note: z.string().nullable(),
  flags: z.array(z.string()),
}) satisfies z.ZodType<ProductionRow>

const instant = z.iso.datetime().transform((text) => new Date(text))

const HeldDeferment = z.strictObject({
  eventId: z.string(),
  objectId: z.string(),
  start: instant,
  end: instant.nullable(),
  category: DefermentCategory,
  reason: z.string(),
  planned: z.boolean(),
  parentEventId: z.string().nullable(),
  lossShare: z.number(),
}) satisfies z.ZodType<DefermentEvent>

const HeldWellTest = z.strictObject({
  testId: z.string(),
  objectId: z.string(),
  start: instant,
  end: instant,
  status: z.enum(['planned', 'performed', 'accepted', 'rejected']),
  validFrom: DayLabel.nullable(),
  oilRate: z.number().nullable(),
  gasRate: z.number().nullable(),
  waterRate: z.number().nullable(),
  choke: z.number().nullable(),
  wellheadPressure: z.number().nullable(),
}) satisfies z.ZodType<WellTest>

const nothing: RemappedRow = { production: [], deferments: [], wellTests: [], refused: [] }

/** A row that was held back in the port's own shape; null where it is a vendor's. */
function readOwn({ dataset, row }: QuarantineRow): RemappedRow | null {
  switch (dataset) {
    case 'production': {
      const figure = HeldFigure.safeParse(row)
      return figure.success ? { ...nothing, production: [figure.data] } : null
    }
    case 'deferments': {
      const event = HeldDeferment.safeParse(row)
      return event.success ? { ...nothing, deferments: [event.data] } : null
    }
    case 'well-tests': {
      const test = HeldWellTest.safeParse(row)
      return test.success ? { ...nothing, wellTests: [test.data] } : null
    }
    default:
      return null
  }
}

/** What a held row comes to today; null where only reading its source again can tell. */
export function readHeld(held: QuarantineRow, reader: ProductionReader | undefined): RemappedRow | null {
  const { dataset, key, row } = held
  return readOwn(held) ?? reader?.remap?.({ dataset, key, row }) ?? null
}
