import type { RefusedRow, WellTest } from '../port.ts'
import { parseNumber } from '../rows/parse-number.ts'
import { parseDay } from '../rows/parse-time.ts'
import type { RateName, WellTestDataset } from './datasets.ts'
import { type EventRead, eventDatasets, readSpan, refuseEvent } from './deferments.ts'
import { keyText } from './rows.ts'
import type { EcRow } from './wire.ts'

/** A canonical rate is per day of 24 hours, whatever day the test ran on. */
const rateHours = 24

/** Columns without which a row is no test. */
export function wellTestColumns({ key, columns, rates, audit }: WellTestDataset): string[] {
  const { start, end, status, validFrom } = columns
  const named = [key.testId, key.objectId, start, end, status, validFrom, audit.updatedAt]
  return [...named, ...rates.map(({ column }) => column)].filter((column) => column !== undefined)
}

/** One well test with its rates in canonical units. */
export function toWellTest(row: EcRow, dataset: WellTestDataset, zone: string): EventRead<WellTest> {
  const { columns, key } = dataset
  const testId = keyText(row[key.testId])
  const objectId = keyText(row[key.objectId])
  const refuse = (reason: RefusedRow['reason'], message: string) =>
    refuseEvent({ dataset: eventDatasets.wellTest, key: testId, objectId, row }, reason, message)
  if (testId === null) return refuse('wrong-shape', `a test without ${key.testId}`)
  if (objectId === null) return refuse('unmapped-node', `test ${testId} names no object`)
  const span = readSpan(row, columns, dataset.timeZone ?? zone)
  if (span === null || span.end === null || span.end <= span.start) {
    return refuse('invalid-event', `test ${testId} doesn't end after it starts`)
  }
  const { start, end } = span
  const statusCode = keyText(row[columns.status]) ?? ''
  const status = dataset.statuses[statusCode]
  if (status === undefined) return refuse('wrong-shape', `status "${statusCode}" of test ${testId} is not in statuses`)
  const validFromText = columns.validFrom === undefined ? null : keyText(row[columns.validFrom])
  const validFrom = parseDay(validFromText)
  if (validFromText !== null && validFrom === null) {
    return refuse('invalid-day', `test ${testId} is valid from "${validFromText}", which is no day at 00:00`)
  }
  const rates = readRates(row, dataset)
  if (typeof rates === 'string') return refuse('invalid-value', `${rates} of test ${testId} is not a number`)
  return { event: { testId, objectId, start, end, status, validFrom, ...rates } }
}

/** The rates, or the name of the column that can't be read. */
function readRates(row: EcRow, { rates, decimal }: WellTestDataset): Record<RateName, number | null> | string {
  const read: Record<RateName, number | null> = {
    oilRate: null,
    gasRate: null,
    waterRate: null,
    choke: null,
    wellheadPressure: null,
  }
  for (const { name, column, sentinels, toCanonical } of rates) {
    const parsed = parseNumber(row[column], { decimal, sentinels })
    if (parsed.kind === 'invalid') return column
    read[name] = parsed.kind === 'number' ? toCanonical(parsed.value, rateHours) : null
  }
  return read
}
