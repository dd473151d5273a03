import {
  type DefermentEvent,
  type Page,
  type ProductionRequest,
  type ProductionRow,
  type RefusedRow,
  type RemappedRow,
  type Source,
  SourceError,
} from '@tieback/adapters'
import type { DayLabel } from '@tieback/contracts'
import { createCalendar, dayBounds } from '@tieback/domain'
import type { Random } from './random.ts'

export const calendar = createCalendar('exactness', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])

/** What a figure says beside whose it is. */
export type FigureContent = Pick<ProductionRow, 'value' | 'quality' | 'status' | 'note' | 'flags'>

/** A row as its source has it now. */
interface Held<Row> {
  readonly row: Row
  readonly stampMs: number
  /** The mapping can't read it. */
  readonly isOdd: boolean
}

/** Odd figures are at least so large: that is what the mapping doesn't let pass. */
export const oddFrom = 1_000_000

export const figureKeyOf = ({ objectId, grain, day, quantity, measure }: ProductionRow): string =>
  [objectId, grain, day, quantity, measure].join('/')

/**
 * A system of record that holds what it is told. It gives its rows in pages of any size and in any order, some of them twice, and may
 * break off in the middle of an answer.
 */
export class ScriptedSource {
  readonly figures = new Map<string, Held<ProductionRow>>()
  readonly events = new Map<string, Held<DefermentEvent>>()
  /** Wells that its description names. */
  readonly described = new Set<string>()
  /** Whether the mapping has been mended, so that odd rows can be read. */
  isMended = false
  /** Pages after which the next answer breaks off; null: it doesn't. */
  breaksAfter: number | null = null
  private readonly random: Random
  readonly namespace: string

  constructor(namespace: string, random: Random) {
    this.namespace = namespace
    this.random = random
  }

  /** What a figure says, as one text. */
  textOf({ value, quality, status, note, flags }: FigureContent): string {
    return JSON.stringify([value, quality, status, note, flags])
  }

  /** The port, as an adapter would give it. */
  asSource(): Source {
    return {
      id: this.namespace,
      name: this.namespace,
      kind: 'energy-components',
      namespace: this.namespace,
      check: () => Promise.resolve({ product: 'scripted', version: null }),
      discover: () =>
        Promise.resolve({ calendar, nodes: ['F', ...this.described].map(toNode), signals: [], refused: [] }),
      production: {
        readProduction: (request) => this.readFigures(request),
        readDeferments: (request) => this.readEvents(request),
        readWellTests: () => noPages(),
        remap: ({ row, key, dataset }) => (dataset === 'wellDay' ? this.remap(key, row as ProductionRow) : null),
      },
      close: () => Promise.resolve(),
    }
  }

  private remap(key: string, row: ProductionRow): RemappedRow {
    const nothing = { production: [], deferments: [], wellTests: [], refused: [] }
    return this.isMended ? { ...nothing, production: [row] } : { ...nothing, refused: [refusalOf(key, row)] }
  }

  private readFigures(request: ProductionRequest): AsyncGenerator<Page<ProductionRow>> {
    const asked = [...this.figures.values()].filter(({ row, stampMs }) =>
      'days' in request
        ? row.day >= request.days.from && row.day < request.days.to
        : stampMs >= request.updatedSince.getTime(),
    )
    return this.pagesOf(asked, (row) => refusalOf(figureKeyOf(row), row))
  }

  private readEvents(request: ProductionRequest): AsyncGenerator<Page<DefermentEvent>> {
    const asked = [...this.events.values()].filter(({ row, stampMs }) => {
      if (!('days' in request)) return stampMs >= request.updatedSince.getTime()
      const { from, to } = request.days
      return (
        row.start < dayBounds(calendar, to).start && (row.end === null || row.end > dayBounds(calendar, from).start)
      )
    })
    return this.pagesOf(asked, () => {
      throw new Error('no event is odd')
    })
  }

  private async *pagesOf<Row>(
    asked: readonly Held<Row>[],
    refuse: (row: Row) => RefusedRow,
  ): AsyncGenerator<Page<Row>> {
    const doubled = asked.filter(() => this.random.chance(0.1))
    const rest = this.random.shuffle([...asked, ...doubled])
    for (let pages = 0; pages === 0 || rest.length > 0; pages += 1) {
      await this.breakOff(pages)
      const page = rest.splice(0, this.random.whole(0, 12))
      const stamps = page.map(({ stampMs }) => stampMs)
      const isOdd = ({ isOdd }: Held<Row>): boolean => isOdd && !this.isMended
      yield {
        rows: page.filter((held) => !isOdd(held)).map(({ row }) => row),
        refused: page.filter(isOdd).map(({ row }) => refuse(row)),
        updatedTo: stamps.length === 0 ? null : new Date(Math.max(...stamps)),
      }
    }
  }

  protected async breakOff(pages: number): Promise<void> {
    if (this.breaksAfter === null || pages < this.breaksAfter) return
    await Promise.reject(new SourceError('unavailable', this.namespace, 'the connection was cut'))
  }
}

async function* noPages(): AsyncGenerator<Page<never>> {}

function refusalOf(key: string, row: ProductionRow): RefusedRow {
  const { objectId, day } = row
  return { dataset: 'wellDay', key, reason: 'invalid-value', message: 'unreadable', row, subject: { objectId, day } }
}

function toNode(objectId: string) {
  const isWell = objectId !== 'F'
  return {
    objectId,
    kind: isWell ? ('well' as const) : ('facility' as const),
    name: objectId,
    code: null,
    parentObjectId: isWell ? 'F' : null,
    wellType: isWell ? ('oil-producer' as const) : null,
    validFrom: null,
    validTo: null,
    attributes: {},
  }
}

/** Days that the schedules play on: all in one year, so that no partition is made for them. */
export const playedDays: readonly DayLabel[] = ['2026-03-08', '2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12']
