import { Unit } from '@tieback/contracts'
import type { ProductionRow } from '../port.ts'
import { compileConversion } from '../rows/to-canonical.ts'
import type { NamedProductionDataset } from './mapping.ts'

/** The remark on figures whose whole column moved as if its unit had been changed. They are kept as they came: nothing is converted by guess. */
export const unitChangeFlag = 'unit-change-suspected'

/** Holds figures against what was read before, since the source was made. */
export interface UnitWatch {
  /** The figures, flagged and at most `uncertain` where those of a day moved together as a change of unit moves them. */
  flag(datasetName: string, figures: readonly ProductionRow[]): readonly ProductionRow[]
}

type Field = NamedProductionDataset['fields'][number]

/** What a figure would read as, had the site moved its column to another unit while we read it in the old one. */
type Misreading = (canonical: number) => number

/** Days of one object that its usual figure is taken from: more than a shut-in or a test lasts. */
const daysHeld = 9
/** Days before there is a usual figure to speak of. */
const daysNeeded = 3
/** Objects in which a change shows together before chance is ruled out. Two wells of Volve moved alike by a unit's factor, and had not changed it. */
const objectsNeeded = 4
/** How far figures vary from day to day. */
const tolerance = 0.2
/** A figure as near as this to others has not moved. */
const nearEnough = 0.4
/** Objects of one column that are remembered: about 6 MB. Of more, those met first are forgotten. */
const objectsMax = 10_000
/** A change of unit that moves figures by less than this isn't told from production that moved. */
const leastFactor = 2

/** The newest figures of one object, one a day; a day read again replaces its own. */
interface History {
  readonly days: string[]
  readonly values: number[]
}

export function createUnitWatch(datasets: readonly NamedProductionDataset[]): UnitWatch {
  const columns = new Map<string, WatchedColumn>()
  for (const { name, fields } of datasets) {
    for (const field of fields) {
      columns.set(keyOf(name, field), { misreadings: misreadingsOf(field), histories: new Map(), met: null })
    }
  }
  return {
    flag(datasetName, figures) {
      const suspected = new Set<ProductionRow>()
      for (const [key, ofColumn] of Map.groupBy(figures, (figure) => keyOf(datasetName, figure))) {
        const column = columns.get(key)
        if (column === undefined) continue
        const days = Map.groupBy(ofColumn, ({ day }) => day)
        for (const [day, ofDay] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
          // A suspected figure teaches nothing, or the new unit would be the usual one after some days.
          if (isChanged(column, day, ofDay)) ofDay.forEach((figure) => suspected.add(figure))
          else ofDay.forEach((figure) => learn(column, figure))
        }
      }
      return suspected.size === 0 ? figures : figures.map((figure) => (suspected.has(figure) ? raise(figure) : figure))
    },
  }
}

interface WatchedColumn {
  readonly misreadings: readonly Misreading[]
  /** By object. */
  readonly histories: Map<string, History>
  /** What was seen of the day met last: a page may end within it. Null before the first. */
  met: MetDay | null
}

interface MetDay {
  readonly day: string
  /** Objects that had a usual figure to be held against. */
  readonly compared: Set<string>
  /** Those that weren't near it. */
  readonly moved: Map<string, { readonly value: number; readonly usual: number }>
  changed: boolean
}

function isChanged(column: WatchedColumn, day: string, figures: readonly ProductionRow[]): boolean {
  if (column.met?.day !== day) column.met = { day, compared: new Set(), moved: new Map(), changed: false }
  const { met, histories, misreadings } = column
  let movedHere = 0
  for (const { objectId, value } of figures) {
    const history = value === null || value === 0 ? undefined : histories.get(objectId)
    if (value === null || history === undefined || history.values.length < daysNeeded) continue
    met.compared.add(objectId)
    // Nearly all figures are near the newest and the oldest one held, and their usual one need not be looked for.
    const isUsual = [history.values.at(-1), history.values[0]].every((held = value) => isNear(value, held, nearEnough))
    if (isUsual) met.moved.delete(objectId)
    else {
      met.moved.set(objectId, { value, usual: usualOf(history) })
      movedHere += 1
    }
  }
  if (met.changed) return movedHere > 0
  const needed = Math.max(objectsNeeded, met.compared.size / 2)
  if (movedHere === 0 || met.moved.size < needed) return false
  const moved = [...met.moved.values()]
  met.changed = misreadings.some((misread) => {
    const agreeing = moved.filter(({ value, usual }) => {
      const expected = misread(usual)
      return isFar(expected, usual) && isNear(value, expected, tolerance)
    })
    return agreeing.length >= needed
  })
  return met.changed
}

function learn({ histories }: WatchedColumn, { objectId, day, value }: ProductionRow): void {
  if (value === null || value === 0) return
  const history = histories.get(objectId) ?? { days: [], values: [] }
  if (history.days.length === 0) histories.set(objectId, history)
  const at = history.days.indexOf(day)
  if (at >= 0) {
    history.values[at] = value
    return
  }
  history.days.push(day)
  history.values.push(value)
  if (history.days.length > daysHeld) {
    history.days.shift()
    history.values.shift()
  }
  const oldest = histories.size > objectsMax ? histories.keys().next().value : undefined
  if (oldest !== undefined) histories.delete(oldest)
}

const keyOf = (datasetName: string, { quantity, measure }: Pick<Field, 'quantity' | 'measure'>): string =>
  `${datasetName}/${quantity}/${measure}`

function raise(figure: ProductionRow): ProductionRow {
  if (figure.value === null) return figure
  const quality = figure.quality === 'good' ? 'uncertain' : figure.quality
  return { ...figure, quality, flags: [...figure.flags, unitChangeFlag] }
}

/** One for each other unit that the column could be in. */
function misreadingsOf({ quantity, spec, toCanonical }: Field): Misreading[] {
  return Unit.options.flatMap((unit) => {
    if (unit === spec.unit) return []
    try {
      const other = compileConversion(quantity, { ...spec, unit })
      // Conversions are straight lines, so two points give the way back.
      const [offset, slope] = [other(0, 24), other(1, 24) - other(0, 24)]
      return [(canonical: number) => toCanonical((canonical - offset) / slope, 24)]
    } catch {
      // The quantity can't be in that unit.
      return []
    }
  })
}

/** The middle one, so that days shut in or on test don't count for much. */
function usualOf({ values }: History): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

const isNear = (value: number, expected: number, most: number): boolean => Math.abs(value / expected - 1) <= most

const isFar = (a: number, b: number): boolean => {
  const factor = Math.abs(a / b)
  return factor >= leastFactor || factor <= 1 / leastFactor
}
