import {
  DayLabel,
  Granularity,
  Instant,
  type NodeDetail,
  performanceRangeDaysMax,
  type Quantity,
  SignalId,
  UnitSystem,
} from '@tieback/contracts'
import { addDays, addMonths, daysBetween, firstOfMonth } from '@tieback/domain'

/** What the address says besides its path. A link with it shows a colleague the same page. */
export interface Address {
  /** First production day; null: 30 days before `to`. */
  readonly from: DayLabel | null
  /** Exclusive; null: the production day that runs now. */
  readonly to: DayLabel | null
  /** Null: days, or months where a node knows nothing finer. */
  readonly granularity: Granularity | null
  readonly units: UnitSystem
  /** Knowledge time; null: what is known now. */
  readonly asOf: Instant | null
  /** What the trend and the gaps are about; null: the node's main quantity. */
  readonly quantity: Quantity | null
  /** The series that a well's page draws; null: its first. */
  readonly signal: SignalId | null
  readonly view: 'chart' | 'table'
}

/** A range of production days as an answer gave it, with defaults filled in. */
export interface DayRange {
  readonly from: DayLabel
  /** Exclusive. */
  readonly to: DayLabel
}

const defaults: Address = {
  from: null,
  to: null,
  granularity: null,
  units: 'metric',
  asOf: null,
  quantity: null,
  signal: null,
  view: 'chart',
}

const names = ['from', 'to', 'granularity', 'units', 'asOf', 'quantity', 'signal', 'view'] as const

/** What stays when the reader goes to another page: everything but what belongs to one node. */
const carriedNames = ['from', 'to', 'granularity', 'units', 'asOf', 'quantity', 'view'] as const

interface Parser<T> {
  safeParse(text: unknown): { success: true; data: T } | { success: false }
}

function parsed<T>(schema: Parser<T>, text: string | null): T | null {
  const result = schema.safeParse(text)
  return result.success ? result.data : null
}

const quantityShape = /^[a-z][a-z0-9_]*$/

// The answer decides which quantities there are, and the API may know more of them than this page.
const quantityIn = (text: string | null): Quantity | null =>
  text !== null && quantityShape.test(text) ? (text as Quantity) : null

/** The state of an address. A value that nobody can mean is left out rather than refused: a mistyped link still opens. */
export function parseAddress(search: URLSearchParams): Address {
  const from = parsed(DayLabel, search.get('from'))
  const to = parsed(DayLabel, search.get('to'))
  const isBackwards = from !== null && to !== null && from >= to
  return {
    from: isBackwards ? null : from,
    to: isBackwards ? null : to,
    granularity: parsed(Granularity, search.get('granularity')),
    units: parsed(UnitSystem, search.get('units')) ?? defaults.units,
    asOf: parsed(Instant, search.get('asOf')),
    quantity: quantityIn(search.get('quantity')),
    signal: parsed(SignalId, search.get('signal')),
    view: search.get('view') === 'table' ? 'table' : 'chart',
  }
}

/** The search part with a change applied. Defaults are left out, so that an unchanged page has a short address; foreign names stay. */
export function changeSearch(search: URLSearchParams, change: Partial<Address>): URLSearchParams {
  const next = new URLSearchParams(search)
  for (const name of names) {
    if (!(name in change)) continue
    const value = change[name] ?? null
    if (value === null || value === defaults[name]) next.delete(name)
    else next.set(name, value)
  }
  return next
}

/** The search part for a link to another page, with its `?`, or empty. */
export function carriedSearch(search: URLSearchParams, change: Partial<Address> = {}): string {
  const state = parseAddress(search)
  const carried = Object.fromEntries(carriedNames.map((name) => [name, state[name]]))
  const text = changeSearch(new URLSearchParams(), { ...carried, ...change }).toString()
  return text === '' ? '' : `?${text}`
}

/** The last whole production day that the address asks for; null: the newest. */
export function lastDayOf(address: Address): DayLabel | null {
  if (address.to !== null) return addDays(address.to, -1)
  return null
}

/** Days of a range whose address fixes no first day; the API's default. */
const rangeDays = 30

/** The range that an address shows, where `lastDay` is the production day that its answers end on. */
export function shownRange(address: Address, lastDay: DayLabel): DayRange {
  const to = address.to ?? addDays(lastDay, 1)
  return { from: address.from ?? addDays(to, -rangeDays), to }
}

/** Days that the page asks for when a range grows too long for hours. */
const hourRangeDays = 7
const monthRangeMonths = 12

/** The change that shows `granularity`, with the range made to fit it: hours at most 32 days, months at least a few. */
export function changeGranularity(granularity: Granularity, shown: DayRange): Partial<Address> {
  const days = daysBetween(shown.from, shown.to)
  if (granularity === 'hour' && days > performanceRangeDaysMax.hour)
    return { granularity, from: addDays(shown.to, -hourRangeDays), to: shown.to }
  if (granularity === 'month' && days < 90)
    return { granularity, from: addMonths(firstOfMonth(addDays(shown.to, -1)), 1 - monthRangeMonths), to: shown.to }
  return { granularity }
}

/** The address as a node can answer it: where only months are known and no step is asked for, months, and enough of them. */
export function fitToData(address: Address, dataRange: NodeDetail['dataRange'], lastDay: DayLabel): Address {
  if (address.granularity !== null || dataRange?.finest !== 'month') return address
  return { ...address, ...changeGranularity('month', shownRange(address, lastDay)) }
}

/** The change that shows the last `days` up to `to` (null: the day that runs now), in hours where single days would be too few points. */
export function changeRange(days: number, to: DayLabel | null, shown: DayRange): Partial<Address> {
  const end = to ?? shown.to
  return { from: addDays(end, -days), to, granularity: days <= 2 ? 'hour' : null }
}

/** The change that moves the last day of the range, and its first with it where the address fixes one. */
export function shiftDays(days: number, address: Address, shown: DayRange): Partial<Address> {
  return { from: address.from === null ? null : addDays(address.from, days), to: addDays(shown.to, days) }
}

/** The change that shows the last known value of a node that has nothing in the range asked for. */
export function jumpTo(day: DayLabel, grain: 'day' | 'month'): Partial<Address> {
  if (grain === 'day') return { from: addDays(day, -29), to: addDays(day, 1), granularity: null }
  const month = firstOfMonth(day)
  return { from: addMonths(month, 1 - monthRangeMonths), to: addMonths(month, 1), granularity: 'month' }
}

/** Days that are still told apart in a trend as wide as a page. */
const dayRangeMax = 366

/** The change that shows all that is known of a node, by month where that is long. */
export function showAll({ firstDay, lastDay, finest }: NonNullable<NodeDetail['dataRange']>): Partial<Address> {
  if (finest === 'month') return { from: firstDay, to: addMonths(firstOfMonth(lastDay), 1), granularity: 'month' }
  const isLong = daysBetween(firstDay, lastDay) > dayRangeMax
  return { from: firstDay, to: addDays(lastDay, 1), granularity: isLong ? 'month' : 'day' }
}
