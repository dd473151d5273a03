import type { DayRange, RefusedRow, Source } from '@tieback/adapters'
import type { CacheTag } from '@tieback/contracts'
import { type Calendar, dayBounds, productionDayOf } from '@tieback/domain'
import {
  type FactKey,
  type KnowledgeTx,
  listQuarantine,
  readStandingDeferments,
  readStandingFacts,
  readStandingWellTests,
  resolveQuarantine,
  resolveUnseen,
  type StandingEvent,
  withdrawDeferments,
  withdrawFacts,
  withdrawWellTests,
} from '@tieback/store'
import { rollUpTouched } from '../ingest/roll-up-touched.ts'
import type { Run } from '../ingest/run-record.ts'
import { figureKey, type SeenProduction, type SeenRows } from '../ingest/seen-rows.ts'
import { type Absence, findAbsent, type StandingRow } from './find-absent.ts'

/** A whole reading of some days, as it ended. */
export interface WholeReading {
  readonly run: Run
  readonly source: Pick<Source, 'namespace'>
  readonly calendar: Calendar
  readonly days: DayRange
  readonly seen: SeenProduction
  /** Made at the start of the reading: what became known at this instant or later it may not have met. */
  readonly before: Date
  /** Whoever reads has made sure that all that is gone is really gone. */
  readonly withdrawAll: boolean
}

type Grain = 'day' | 'month'
type StandingFigure = StandingRow & FactKey & { readonly grain: Grain }

/** One kind of row: where it stands, and how it is withdrawn. */
interface Kind<Row extends StandingRow> {
  readonly dataset: 'production' | 'deferments' | 'well-tests'
  readonly tag: CacheTag
  readonly seen: SeenRows
  readonly standing: readonly Row[]
  readonly withdraw: (tx: KnowledgeTx, rows: readonly Row[]) => Promise<number>
}

/** Withdraws what a whole reading of some days didn't bring any more, unless so much is missing that the reading is in doubt. */
export async function withdrawAbsent(reading: WholeReading): Promise<void> {
  const doubted = [
    await withdraw(reading, await figuresOf(reading)),
    await withdraw(reading, await defermentsOf(reading)),
    await withdraw(reading, await wellTestsOf(reading)),
  ].filter((refused) => refused !== null)
  await reading.run.refuse(doubted)
  await settleRefused(reading, new Set(doubted.map(({ dataset }) => dataset)))
}

/** Withdraws what is gone of one kind; gives the refusal where it is too much at once. */
async function withdraw<Row extends StandingRow>(reading: WholeReading, kind: Kind<Row>): Promise<RefusedRow | null> {
  const { run, withdrawAll } = reading
  const absence = findAbsent(kind.standing, kind.seen)
  const { absent, losses, untold } = absence
  if (absent.length === 0) return null
  if (losses.length > 0 && !withdrawAll) return refuseMassWithdrawal(reading, kind.dataset, absence)
  if (untold > 0 && !withdrawAll) {
    run.context.log.warn(
      { sourceId: run.sourceId, dataset: kind.dataset, ...reading.days, absent: absent.length, untold },
      'nothing is withdrawn while refused rows don’t say what they are about: see quarantine',
    )
    return null
  }
  await run.write(kind.tag, async (tx) => ({ written: await kind.withdraw(tx, absent), unchanged: 0 }))
  return null
}

/**
 * Lets go of refused rows that this reading has an answer to: rows about its days that weren't refused again, which were corrected
 * or deleted at the source, and earlier doubts about these days.
 */
async function settleRefused({ run, days, before }: WholeReading, doubted: ReadonlySet<string>): Promise<void> {
  const open = { sourceId: run.sourceId, isResolved: false, cursor: null }
  const { rows: any } = await listQuarantine(run.context.pool, { ...open, limit: 1 })
  if (any.length === 0) return
  const { rows: doubts } = await listQuarantine(run.context.pool, { ...open, reason: massWithdrawal, limit: 1_000 })
  const settled = doubts.filter(({ dataset, key }) => {
    const [from = '', to = ''] = key.split('/')
    return !doubted.has(dataset) && days.from <= from && to <= days.to
  })
  await run.write('sources', async (tx) => {
    await resolveUnseen(tx, run.sourceId, { ...days, before })
    await resolveQuarantine(
      tx,
      settled.map(({ id }) => id),
    )
    return { written: 0, unchanged: 0 }
  })
}

const massWithdrawal = 'mass-withdrawal'

function refuseMassWithdrawal(
  { days: { from, to } }: WholeReading,
  dataset: string,
  { losses }: Absence<StandingRow>,
): RefusedRow {
  const told = losses.map(({ group, absent, standing }) => `${absent} of ${standing} ${group}`).join(', ')
  return {
    dataset,
    key: `${from}/${to}`,
    reason: massWithdrawal,
    message: `The source no longer has ${told} of ${from} up to ${to}, which is more than it would take back at once: nothing was withdrawn. Compare the mapping with the source. If they really are gone, read these days again with --withdraw-all.`,
    row: { from, to, losses },
  }
}

async function figuresOf({ run, source, days, seen, before }: WholeReading): Promise<Kind<StandingFigure>> {
  const standing: StandingFigure[] = []
  for (const grain of ['day', 'month'] as const) {
    const facts = await readStandingFacts(run.context.pool, { sourceId: run.sourceId, grain, ...days, before })
    for (const fact of facts)
      standing.push({
        ...fact,
        grain,
        key: figureKey({ ...fact, grain }),
        group: `${fact.measure} figures by ${grain}`,
      })
  }
  return {
    dataset: 'production',
    tag: 'production',
    seen: seen.figures,
    standing,
    withdraw: async (tx, rows) => {
      let count = 0
      for (const grain of ['day', 'month'] as const) {
        const keys = rows.filter((row) => row.grain === grain)
        const { withdrawn, touched } = await withdrawFacts(tx, grain, keys, before)
        await rollUpTouched(tx, { grain, namespace: source.namespace, days: touched.map(({ day }) => day) })
        count += withdrawn
      }
      return count
    },
  }
}

function spanOf({ run, calendar, days, before }: WholeReading) {
  return {
    sourceId: run.sourceId,
    from: dayBounds(calendar, days.from).start,
    to: dayBounds(calendar, days.to).start,
    before,
  }
}

const toStanding =
  ({ calendar }: WholeReading, group: string) =>
  ({ id, objectId, start }: StandingEvent): StandingRow => ({
    key: id,
    objectId,
    day: productionDayOf(calendar, start),
    group,
  })

async function defermentsOf(reading: WholeReading): Promise<Kind<StandingRow>> {
  const { run, seen, before } = reading
  const events = await readStandingDeferments(run.context.pool, spanOf(reading))
  return {
    dataset: 'deferments',
    tag: 'deferment',
    seen: seen.deferments,
    standing: events.map(toStanding(reading, 'deferments')),
    withdraw: (tx, rows) =>
      withdrawDeferments(
        tx,
        rows.map(({ key }) => key),
        before,
      ),
  }
}

async function wellTestsOf(reading: WholeReading): Promise<Kind<StandingRow>> {
  const { run, seen, before } = reading
  const tests = await readStandingWellTests(run.context.pool, spanOf(reading))
  return {
    dataset: 'well-tests',
    tag: 'production',
    seen: seen.wellTests,
    standing: tests.map(toStanding(reading, 'well tests')),
    withdraw: (tx, rows) =>
      withdrawWellTests(
        tx,
        rows.map(({ key }) => key),
        before,
      ),
  }
}
