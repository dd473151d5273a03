import type { WellTest } from '../port.ts'
import { parseDay } from '../rows/parse-time.ts'
import { parseNumber } from '../rows/parse-number.ts'
import type { RateName, WellTestDataset } from './datasets.ts'
import { type EventRead, readSpan, refuseEvent } from './deferments.ts'
import { keyText } from './rows.ts'
import type { EcRow } from './wire.ts'

/** A canonical rate is per day of 24 hours, whatever day the test ran on. */
const rateHours = 24

/** Columns without which a row is no test. */
export function wellTestColumns({ key, columns, rates, audit }: WellTestDataset): string[] {
  const { start, end, status, validFrom } = columns
  const named = [
    key.testId,
    key.objectId,
    start,
    end,
    status,
    validFrom,
    audit.updatedAt,
    ...rates.map(({ column }) => column),
  ]
  return named.filter((column) => column !== undefined)
}

/** One well test with its rates in canonical units. */
export function toWellTest(row: EcRow, dataset: WellTestDataset, zone: string): EventRead<WellTest> {
  const { columns, key } = dataset
  const refuse = (
    testId: string,
    reason: 'wrong-shape' | 'invalid-event' | 'invalid-value' | 'unmapped-node',
    message: string,
  ) => refuseEvent(row, testId, reason, message, 'well-tests')
  const testId = keyText(row[key.testId])
  const objectId = keyText(row[key.objectId])
  if (testId === null) return refuse(JSON.stringify(row), 'wrong-shape', `a test without ${key.testId}`)
  if (objectId === null) return refuse(testId, 'unmapped-node', `test ${testId} names no object`)
  const span = readSpan(row, columns, dataset.timeZone ?? zone)
  if (span === null || span.end === null || span.end <= span.start) {
    return refuse(testId, 'invalid-event', `test ${testId} doesn't end after it starts`)
  }
  const statusCode = keyText(row[columns.status]) ?? ''
  const status = dataset.statuses[statusCode]
  if (status === undefined)
    return refuse(testId, 'wrong-shape', `status "${statusCode}" of test ${testId} is not in statuses`)
  const rates = readRates(row, dataset)
  if (typeof rates === 'string') return refuse(testId, 'invalid-value', `${rates} of test ${testId} is not a number`)
  const validFrom = columns.validFrom === undefined ? null : parseDay(row[columns.validFrom])
  return { event: { testId, objectId, start: span.start, end: span.end, status, validFrom, ...rates } }
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
