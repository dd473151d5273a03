import { type DefermentEvent, type ProductionRow, SourceError } from '@tieback/adapters'
import { addDays, dayBounds, productionDayOf } from '@tieback/domain'
import { type FactRow, listQuarantine, readFacts, resolveAsOf, type StorePool } from '@tieback/store'
import {
  discoverSource,
  ingestDays,
  type IngestContext,
  ingestProduction,
  registerSource,
  replayQuarantine,
  windowProduction,
} from '../../src/index.ts'
import { believedOf, eventText, readVersions } from './believed.ts'
import { Crash, createCrashingPool } from './crashing-pool.ts'
import { Histories, judgeCurrent, judgeVersions } from './history.ts'
import type { Random } from './random.ts'
import { calendar, figureKeyOf, oddFrom, playedDays, type ScriptedSource } from './scripted-source.ts'

const { signal } = new AbortController()

const every = { discoverS: 600, productionS: 60, hourlyS: 60, samplesS: 60 }
const wells = ['W1', 'W2'] as const
const quantities = ['oil_production', 'water_production'] as const
const statuses = ['provisional', 'verified', 'approved'] as const
const allDays = { from: '2026-03-01', to: '2026-03-20' }
const minuteMs = 60_000

type Outcome = 'done' | 'failed'

/** One seed's life of a small source, from its first row to the last check. */
export class ProductionSchedule {
  private readonly random: Random
  private readonly pool: StorePool
  private readonly site: ScriptedSource
  private readonly model = new Histories()
  /** Rows that were read and refused: which content they had, and whether it was odd. */
  private readonly heldBack = new Map<string, { index: number; isOdd: boolean }>()
  private readonly kept: { asOf: Date; facts: FactRow[] }[] = []
  private nowMs = Date.parse('2026-03-12T09:00:00.000Z')

  constructor(pool: StorePool, random: Random, site: ScriptedSource) {
    this.pool = pool
    this.random = random
    this.site = site
  }

  /** Lives through the schedule. What is wrong is thrown; the message says at which step. */
  async run(): Promise<void> {
    await this.begin()
    const steps = this.random.whole(3, 5)
    for (let step = 0; step < steps; step += 1) {
      for (let changes = this.random.whole(1, 4); changes > 0; changes -= 1) this.change()
      if (this.random.chance(0.15)) await this.describe('W2')
      await this.work()
      this.pass()
    }
    await this.end()
  }

  private async begin(): Promise<void> {
    await registerSource(this.contextOf(this.pool), { source: this.site.asSource(), every })
    await this.describe('W1')
    for (let puts = this.random.whole(3, 8); puts > 0; puts -= 1) this.putFigure()
    await this.until((context) => ingestProduction(context, this.site.namespace, signal))
    await this.until((context) => ingestDays(context, this.site.namespace, allDays, signal))
    this.settleDays(allDays)
    await this.judge('begin')
  }

  // What happens at the source.

  private change(): void {
    const { random } = this
    const kind = random.next()
    if (kind < 0.45) this.putFigure()
    else if (kind < 0.6) this.moveStatus()
    else if (kind < 0.72) this.deleteFigure()
    else if (kind < 0.9) this.putEvent()
    else if (kind < 0.96) this.deleteEvent()
    else this.site.isMended ||= random.chance(0.3)
  }

  private putFigure(): void {
    const { random } = this
    const grain = random.chance(0.1) ? 'month' : 'day'
    const isOdd = random.chance(0.12)
    const value = !isOdd && random.chance(0.1) ? null : random.whole(1, 1_000_000) / 7 + (isOdd ? oddFrom : 0)
    const row: ProductionRow = {
      objectId: random.pick(wells),
      grain,
      day: grain === 'month' ? '2026-03-01' : random.pick(playedDays),
      quantity: random.pick(quantities),
      measure: 'allocated',
      value,
      quality: value === null ? 'missing' : random.pick(['good', 'uncertain'] as const),
      status: random.pick(statuses),
      note: random.chance(0.2) ? `revision ${random.whole(1, 9)}` : null,
      flags: random.chance(0.1) ? ['unit-change-suspected'] : [],
    }
    this.holdFigure(row, isOdd)
  }

  private moveStatus(): void {
    const [key] = this.random.shuffle([...this.site.figures.keys()])
    const held = key === undefined ? undefined : this.site.figures.get(key)
    if (held !== undefined) this.holdFigure({ ...held.row, status: this.random.pick(statuses) }, held.isOdd)
  }

  /** Some changes carry no new stamp, some were stamped a while before they could be seen. */
  private holdFigure(row: ProductionRow, isOdd: boolean): void {
    const { random, site, model } = this
    const key = figureKeyOf(row)
    const before = site.figures.get(key)
    const isSilent = before !== undefined && random.chance(0.2)
    const lateMs = random.chance(0.2) ? random.whole(1, 60) * minuteMs : 0
    site.figures.set(key, { row, isOdd, stampMs: isSilent ? before.stampMs : this.nowMs - lateMs })
    const isOddStill = isOdd && !site.isMended
    model.put(key, site.textOf(row), !isSilent && !isOddStill && site.described.has(row.objectId))
    if (isOddStill) model.forgetStamp(key)
  }

  private deleteFigure(): void {
    const [key] = this.random.shuffle([...this.site.figures.keys()])
    if (key === undefined) return
    this.site.figures.delete(key)
    this.model.remove(key)
  }

  private putEvent(): void {
    const { random, site } = this
    const eventId = `E${random.whole(1, 4)}`
    const before = site.events.get(eventId)?.row
    const start = dayBounds(calendar, random.pick(playedDays)).start.getTime() + random.whole(0, 23) * 60 * minuteMs
    const event: DefermentEvent = {
      eventId,
      objectId: 'W1',
      // Most edits leave the start alone; some date it back or on.
      start: before !== undefined && random.chance(0.6) ? before.start : new Date(start),
      end: null,
      category: 'wells',
      reason: `reason ${random.whole(1, 1_000_000)}`,
      planned: false,
      parentEventId: null,
      lossShare: 1,
    }
    const end = random.chance(0.6) ? new Date(event.start.getTime() + random.whole(1, 48) * 60 * minuteMs) : null
    site.events.set(eventId, { row: { ...event, end }, stampMs: this.nowMs, isOdd: false })
    // One that moved is absent from the days where it was, until what changed is read.
    if (before !== undefined && before.start.getTime() !== event.start.getTime()) this.model.put(eventId, null, false)
    this.model.put(eventId, eventText({ ...event, end }), true)
  }

  private deleteEvent(): void {
    const [key] = this.random.shuffle([...this.site.events.keys()])
    if (key === undefined) return
    this.site.events.delete(key)
    this.model.remove(key)
  }

  private pass(): void {
    this.nowMs += this.random.chance(0.25) ? 24 * 60 * minuteMs : this.random.whole(1, 40) * minuteMs
  }

  // What Tieback does.

  private contextOf(pool: StorePool): IngestContext {
    const source = this.site.asSource()
    return {
      pool,
      sources: new Map([[source.id, { source, every }]]),
      clock: { now: () => new Date(this.nowMs) },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      cache: { invalidate: () => undefined },
      settings: { dailyHistoryDays: 20, hourlyHistoryDays: 2, sampleKeepDays: 7 },
      stopping: signal,
    }
  }

  /** Tries a job: the process may die at any statement, the source may break off at any page. */
  private async attempt(job: (context: IngestContext) => Promise<unknown>, crashes = 0.4): Promise<Outcome> {
    const { random, site } = this
    const crash = { atStatement: random.whole(1, 60), isAnswerLost: random.chance(0.5) }
    const pool = random.chance(crashes) ? createCrashingPool(this.pool, crash) : this.pool
    site.breaksAfter = random.chance(0.1) ? random.whole(0, 4) : null
    try {
      await job(this.contextOf(pool))
      return 'done'
    } catch (error) {
      if (error instanceof Crash || error instanceof SourceError) return 'failed'
      throw error
    } finally {
      site.breaksAfter = null
    }
  }

  private async until(job: (context: IngestContext) => Promise<unknown>): Promise<void> {
    while ((await this.attempt(job, 0.15)) === 'failed') this.pass()
  }

  private async describe(well: (typeof wells)[number]): Promise<void> {
    if (this.site.described.has(well)) return
    this.site.described.add(well)
    await this.until((context) => discoverSource(context, this.site.namespace, signal))
  }

  /** One job, or the same again after it failed, or several of them. */
  private async work(): Promise<void> {
    const { random, site } = this
    const id = site.namespace
    const kind = random.next()
    if (kind < 0.5) {
      const outcome = await this.attempt((context) => ingestProduction(context, id, signal))
      if (outcome === 'done') this.settleStamped()
      await this.judge('ingest')
    } else if (kind < 0.65) {
      const done: unknown[] = []
      await this.attempt(async (context) => done.push(await windowProduction(context, id, signal)))
      // Null where today's was done before.
      const hasRead = done.some((counts) => counts !== null)
      if (hasRead) this.settleDays({ from: allDays.from, to: productionDayOf(calendar, new Date(this.nowMs)) })
      await this.judge('window')
    } else if (kind < 0.85) {
      const from = random.pick(playedDays)
      const days = { from, to: addDays(from, random.whole(1, 4)) }
      if ((await this.attempt((context) => ingestDays(context, id, days, signal))) === 'done') this.settleDays(days)
      await this.judge('days')
    } else {
      const outcome = await this.attempt((context) => replayQuarantine(context, id, {}, signal))
      if (outcome === 'done') this.settleReplayed()
      await this.judge('replay')
    }
    if (random.chance(0.1)) await this.keepAnswer()
  }

  // What must have arrived.

  private settleStamped(): void {
    for (const history of this.model.all()) history.certain = Math.max(history.certain, history.stamped)
  }

  private isReadable({ row, isOdd }: { row: ProductionRow; isOdd: boolean }): boolean {
    return this.site.described.has(row.objectId) && (!isOdd || this.site.isMended)
  }

  private holdBack(key: string, isOdd: boolean): void {
    this.heldBack.set(key, { index: this.model.of(key).contents.length - 1, isOdd })
  }

  /** All of some days was read: nothing but what is there now may be believed, unless a row of the object and day can't be read. */
  private settleDays({ from, to }: { from: string; to: string }): void {
    const { site, model } = this
    const isWithin = (day: string): boolean => from <= day && day < to
    const doubted = new Set(
      [...site.figures.values()]
        .filter(({ isOdd }) => isOdd && !site.isMended)
        .map(({ row }) => `${row.objectId} ${row.day}`),
    )
    for (const { key } of model.all()) {
      const [objectId = '', , day = ''] = key.split('/')
      if (day === '' || !isWithin(day)) continue
      const held = site.figures.get(key)
      if (held === undefined ? doubted.has(`${objectId} ${day}`) : !this.isReadable(held)) {
        if (held !== undefined) this.holdBack(key, held.isOdd)
      } else model.settle(key)
    }
    for (const [key, { row }] of site.events) if (isWithin(productionDayOf(calendar, row.start))) model.settle(key)
    if (from <= allDays.from && to >= allDays.to) for (const key of ['E1', 'E2', 'E3', 'E4']) model.settle(key)
  }

  private settleReplayed(): void {
    for (const [key, { index, isOdd }] of this.heldBack) {
      const [objectId = ''] = key.split('/')
      if (!this.site.described.has(objectId) || (isOdd && !this.site.isMended)) continue
      const history = this.model.of(key)
      history.certain = Math.max(history.certain, index)
      this.heldBack.delete(key)
    }
  }

  /** Holds the tables against the model. */
  private async judge(step: string): Promise<void> {
    const versions = await readVersions(this.pool, this.site)
    const wrong = this.model.all().flatMap((history) => {
      const own = versions.get(history.key) ?? []
      return [judgeCurrent(history, believedOf(own)) ?? [], judgeVersions(history, own)].flat()
    })
    for (const key of versions.keys())
      if (!this.model.all().some((row) => row.key === key)) wrong.push(`${key}: whose?`)
    if (wrong.length > 0) throw new Error(`${this.site.namespace}, ${step}: ${wrong.join('; ')}`)
  }

  // What must never change.

  private async readAt(asOf: Date): Promise<FactRow[]> {
    const facts = await readFacts(this.pool, { grain: 'day', nodeIds: 'all', from: allDays.from, to: allDays.to, asOf })
    return facts.filter(({ sourceId }) => sourceId === this.site.namespace)
  }

  private async keepAnswer(): Promise<void> {
    const resolved = await resolveAsOf(this.pool, null)
    if ('asOf' in resolved) this.kept.push({ asOf: resolved.asOf, facts: await this.readAt(resolved.asOf) })
  }

  private async end(): Promise<void> {
    const id = this.site.namespace
    this.site.isMended = true
    await this.describe('W2')
    await this.until((context) => ingestProduction(context, id, signal))
    await this.until((context) => replayQuarantine(context, id, {}, signal))
    this.settleReplayed()
    await this.judge('last replay')
    await this.until((context) => ingestDays(context, id, allDays, signal))
    for (const { key } of this.model.all()) this.model.settle(key)
    await this.judge('end')
    const { rows } = await listQuarantine(this.pool, { sourceId: id, isResolved: false, limit: 10, cursor: null })
    if (rows.length > 0) throw new Error(`${id}: ${rows.length} rows are still refused: ${rows[0]?.message ?? ''}`)
    for (const { asOf, facts } of this.kept) {
      if (JSON.stringify(await this.readAt(asOf)) !== JSON.stringify(facts))
        throw new Error(`${id}: what was known at ${asOf.toISOString()} has changed`)
    }
    await this.judgeTotals()
  }

  /** Totals of the facility are the sums of what its wells have now, on each day that has any. */
  private async judgeTotals(): Promise<void> {
    const { rows } = await this.pool.query<{ day: string; quantity: string; value: number }>(
      `select f.day, f.quantity, f.value from fact_daily_production f join node on node.id = f.node_id
       where node.namespace = $1 and node.object_id = 'F' and f.known_to = 'infinity' and f.value is not null`,
      [this.site.namespace],
    )
    const totals = new Map(rows.map(({ day, quantity, value }) => [`${day} ${quantity}`, value]))
    const sums = new Map<string, number>()
    for (const { row } of this.site.figures.values()) {
      if (row.grain === 'month' || row.value === null) continue
      const key = `${row.day} ${row.quantity}`
      sums.set(key, (sums.get(key) ?? 0) + row.value)
    }
    for (const key of new Set([...totals.keys(), ...sums.keys()])) {
      const [total, sum] = [totals.get(key), sums.get(key)]
      if (total === undefined || sum === undefined || Math.abs(total - sum) > 1e-6 * Math.abs(sum))
        throw new Error(`${this.site.namespace}: the total of ${key} is ${String(total)}, not ${String(sum)}`)
    }
  }
}
