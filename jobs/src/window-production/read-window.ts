import type { DayRange, ProductionReader, Source } from '@tieback/adapters'
import type { DayLabel } from '@tieback/contracts'
import { addMonths, type Calendar, firstOfMonth } from '@tieback/domain'
import { readProduction } from '../ingest/read-production.ts'
import type { Run } from '../ingest/run-record.ts'
import { SeenProduction } from '../ingest/seen-rows.ts'
import { findSourceCalendar } from '../ingest/source-calendar.ts'
import { turnOf } from '../ingest/turn.ts'
import { withdrawAbsent } from './withdraw-absent.ts'

export interface WindowReading {
  readonly run: Run
  readonly source: Source
  readonly reader: ProductionReader
  readonly days: DayRange
  readonly signal: AbortSignal
  /** Withdraw whatever is gone, however much it is. */
  readonly withdrawAll?: boolean
}

/** Days of a month on which a piece begins: about 20,000 rows of a field of 150 wells each, so that live runs get their turn. */
const pieceStarts = ['01', '11', '21'] as const

/** The first day of the piece that a day lies in. Pieces don't move with the day on which they are read. */
export function pieceStart(day: DayLabel): DayLabel {
  const start = pieceStarts.findLast((label) => label <= day.slice(8)) ?? pieceStarts[0]
  return `${day.slice(0, 8)}${start}`
}

function pieceEnd(day: DayLabel): DayLabel {
  const end = pieceStarts.find((label) => label > day.slice(8))
  return end === undefined ? addMonths(firstOfMonth(day), 1) : `${day.slice(0, 8)}${end}`
}

/** Days in pieces that are each read whole. */
export function* piecesOf({ from, to }: DayRange): Generator<DayRange> {
  for (let start = from; start < to;) {
    const wanted = pieceEnd(start)
    const end = wanted < to ? wanted : to
    yield { from: start, to: end }
    start = end
  }
}

/**
 * Reads days whole, piece by piece: what they hold is taken in, and what stands here but is gone from its source is withdrawn,
 * with its totals made again. A piece that fails withdraws nothing. Gives the newest update stamp seen.
 */
export async function readWindow({ days, ...reading }: WindowReading): Promise<Date | null> {
  const { pool } = reading.run.context
  const before = await turnOf(pool)
  const calendar = await findSourceCalendar(pool, reading.source.namespace)
  let updatedTo: Date | null = null
  for (const piece of piecesOf(days)) {
    const newest = await readPiece({ ...reading, days: piece }, calendar, before)
    if (newest !== null && (updatedTo === null || newest > updatedTo)) updatedTo = newest
  }
  return updatedTo
}

async function readPiece(
  { run, source, reader, days, signal, withdrawAll = false }: WindowReading,
  calendar: Calendar | null,
  before: Date,
): Promise<Date | null> {
  const seen = new SeenProduction()
  const updatedTo = await readProduction({ run, source, reader, request: { days }, signal, seen })
  // A reader that was stopped may end as if there were nothing more.
  signal.throwIfAborted()
  run.context.stopping.throwIfAborted()
  // Without a calendar no node is known, so nothing stands.
  if (calendar !== null) await withdrawAbsent({ run, source, calendar, days, seen, before, withdrawAll })
  return updatedTo
}
