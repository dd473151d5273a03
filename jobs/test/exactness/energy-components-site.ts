import {
  createEnergyComponentsSource,
  type DefermentEvent,
  parseEnergyComponentsMapping,
  type ProductionRow,
  type Source,
} from '@tieback/adapters'
import { type EcEntry, type EcRow, type EcRows, startEcSimulator } from '@tieback/adapters/simulators'
import { dayBounds, zoneOffsetMs } from '@tieback/domain'
import type { Random } from './random.ts'
import { calendar, type FigureContent, oddFrom, ScriptedSource } from './scripted-source.ts'

const zone = 'Europe/Oslo'
const audit = { status: 'recordStatus', updatedAt: 'updatedAt', note: 'revisionText' }
const statusCodes = { provisional: 'P', verified: 'V', approved: 'A' } as const

const toLocal = (ms: number): string => new Date(ms + zoneOffsetMs(zone, ms)).toISOString().slice(0, 19)

/** A class for each quantity and grain, so that each figure is a row of its own. */
const classOf = ({ quantity, grain }: Pick<ProductionRow, 'quantity' | 'grain'>): string => `${quantity}_${grain}`

function mappingOf(namespace: string, isMended: boolean) {
  const dataset = (quantity: ProductionRow['quantity'], grain: ProductionRow['grain']) => ({
    class: classOf({ quantity, grain }),
    grain,
    key: { objectId: 'objectId', day: 'daytime' },
    audit,
    fields: {
      [quantity]: {
        column: 'value',
        unit: 'm3',
        reference: 'metric',
        measure: 'allocated',
        ...(isMended ? {} : { max: oddFrom }),
      },
    },
  })
  return parseEnergyComponentsMapping({
    namespace,
    connection: { timeZone: zone, productionDayStart: '06:00' },
    statusMap: { P: 'provisional', V: 'verified', A: 'approved' },
    nodes: [
      { class: 'facility', kind: 'facility', key: { objectId: 'objectId' }, name: 'objectId' },
      { class: 'well', kind: 'well', key: { objectId: 'objectId' }, name: 'objectId', parent: 'facilityId' },
    ],
    datasets: {
      oilDay: dataset('oil_production', 'day'),
      waterDay: dataset('water_production', 'day'),
      oilMonth: dataset('oil_production', 'month'),
      waterMonth: dataset('water_production', 'month'),
      deferment: {
        class: 'deferment_event',
        key: { eventId: 'eventNo', objectId: 'objectId' },
        audit: { updatedAt: 'updatedAt' },
        columns: { start: 'start', end: 'end', reasonCode: 'code', reason: 'reason', planned: 'scheduled' },
        categories: { W: 'wells' },
      },
    },
  })
}

/** The same system of record behind a server of its own, read over HTTP by the real adapter. */
export class EnergyComponentsSite extends ScriptedSource {
  private baseUrl = ''
  private server: Awaited<ReturnType<typeof startEcSimulator>> | undefined

  static async start(namespace: string, random: Random): Promise<EnergyComponentsSite> {
    const site = new EnergyComponentsSite(namespace, random)
    const rows: EcRows = { entries: (className, selection) => site.entriesOf(className, selection) }
    // What is asked for is filtered by the rows' own stamps: the clock is only told, never looked at.
    site.server = await startEcSimulator({ rows, clock: { now: () => new Date() } })
    site.baseUrl = site.server.baseUrl
    return site
  }

  override textOf({ value, status, note }: FigureContent): string {
    // Quality and flags are the adapter's own words.
    return JSON.stringify([value, status, note])
  }

  override asSource(): Source {
    const source = createEnergyComponentsSource({
      id: this.namespace,
      name: this.namespace,
      baseUrl: this.baseUrl,
      mapping: mappingOf(this.namespace, this.isMended),
      pageSize: 7,
      resilience: { attempts: 1 },
    })
    const { production } = source
    return {
      ...source,
      production: {
        ...production,
        readProduction: (...args) => this.cutShort(production.readProduction(...args)),
        readDeferments: (...args) => this.cutShort(production.readDeferments(...args)),
      },
    }
  }

  async stop(): Promise<void> {
    await this.server?.stop()
  }

  private async *cutShort<Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page> {
    let count = 0
    for await (const page of pages) {
      await this.breakOff(count)
      count += 1
      yield page
    }
  }

  private entriesOf(
    className: string,
    { fromDay, toDay }: { fromDay: string | null; toDay: string | null },
  ): EcEntry[] {
    const isWithin = (day: string): boolean => (fromDay === null || day >= fromDay) && (toDay === null || day < toDay)
    return this.listEntries(className, isWithin, { fromDay, toDay }).sort((a, b) =>
      a.daytime + a.objectId + a.number < b.daytime + b.objectId + b.number ? -1 : 1,
    )
  }

  private listEntries(
    className: string,
    isWithin: (day: string) => boolean,
    span: { fromDay: string | null; toDay: string | null },
  ): EcEntry[] {
    if (className === 'facility') return [toEntry({ objectId: 'F' })]
    if (className === 'well') return [...this.described].map((objectId) => toEntry({ objectId, facilityId: 'F' }))
    if (className === 'deferment_event') {
      return [...this.events.values()]
        .filter(({ row }) => overlaps(row, span))
        .map(({ row, stampMs }) => toEntry(toEventRow(row), stampMs))
    }
    return [...this.figures.values()]
      .filter(({ row }) => classOf(row) === className && isWithin(row.day))
      .map(({ row, stampMs }) => toEntry(toFigureRow(row), stampMs))
  }
}

function overlaps(
  { start, end }: DefermentEvent,
  { fromDay, toDay }: { fromDay: string | null; toDay: string | null },
) {
  const isEarly = toDay === null || start < dayBounds(calendar, toDay).start
  return isEarly && (fromDay === null || end === null || end > dayBounds(calendar, fromDay).start)
}

const toFigureRow = ({ objectId, day, value, status, note }: ProductionRow): EcRow => ({
  objectId,
  daytime: `${day}T00:00:00`,
  value,
  recordStatus: statusCodes[status],
  revisionText: note,
})

const toEventRow = ({ eventId, objectId, start, end, reason }: DefermentEvent): EcRow => ({
  eventNo: eventId,
  objectId,
  start: toLocal(start.getTime()),
  end: end === null ? null : toLocal(end.getTime()),
  code: 'W',
  reason,
  scheduled: 'N',
})

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function toEntry(row: EcRow, updatedMs = 0): EcEntry {
  return {
    objectId: text(row['objectId']),
    objectCode: text(row['objectId']),
    daytime: text(row['daytime'] ?? row['start']),
    number: text(row['eventNo']),
    updatedMs,
    status: 'P',
    toRow: () => ({ ...row, updatedAt: toLocal(updatedMs) }),
  }
}
