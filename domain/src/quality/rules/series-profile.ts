import type { NodeKind, Quantity } from '@tieback/contracts'
import type { SampleArrays } from '../../series/reduce-samples.ts'
import { quantityTable } from '../../units/quantity-table.ts'
import type { UnitSpec } from '../../units/unit-table.ts'
import { hasValue } from '../quality.ts'
import { medianOf, orderStatistic } from './order-statistic.ts'

/** What is declared of a series. */
export interface SeriesFacts extends UnitSpec {
  readonly quantity: Quantity
  readonly interpolation: 'linear' | 'step'
  /** Longest ordinary wait between two samples; null: nobody said. */
  readonly expectedPeriodS: number | null
  /** What it is measured at; a facility carries more than a well. Null: not known. */
  readonly nodeKind: NodeKind | null
  /** What the instrument can show, in the series' unit; null: not known. */
  readonly instrument: { readonly low: number; readonly high: number } | null
}

/** What the rules need of one window of one series, worked out once: siblings are looked at again and again. */
export interface SeriesProfile {
  readonly facts: SeriesFacts
  /** Instants of all samples, with and without a value, ms. */
  readonly stamps: Float64Array
  /** Samples with a value, one of each instant. */
  readonly at: Float64Array
  readonly value: Float64Array
  /** Usual wait between two samples; that declared where there are too few, ms. */
  readonly periodMs: number
  /** Wait that 99 of 100 don't exceed; null where there are too few to tell, ms. */
  readonly habitMs: number | null
  /** Median move from a sample to the next, those that didn't move left out; 0 where next to none did. */
  readonly usualMove: number
  /** Move that 95 of 100 don't exceed. */
  readonly largeMove: number
  /** Moves up to this are none: a small part of what noise and resolution make of every sample. */
  readonly deadband: number
  /** Whether anybody expects it to move by itself. */
  readonly isSetpoint: boolean
}

/** Waits needed before a series' habit says anything: fewer have no hundredth. */
const waitsMin = 20

/** Moves needed to call one usual: away and back is two. */
const movesMin = 5

/** Wait assumed of a series that nothing is known about, ms. */
const periodMsDefault = 600_000

/** A tenth of the usual move: six samples of plain noise fall within it once in ten million. */
const deadbandShare = 0.1

/** Settings and counts stay where they are put, which is no fault of theirs. */
const setQuantities: ReadonlySet<Quantity> = new Set<Quantity>(['choke', 'on_stream_hours'])

/**
 * What the rules need of a series' window.
 *
 * samples  oldest first; of several at one instant the last counts
 * throws   RangeError for columns of different lengths
 */
export const profileSeries = (samples: SampleArrays, facts: SeriesFacts): SeriesProfile => {
  if (samples.value.length !== samples.at.length || samples.quality.length !== samples.at.length) {
    throw new RangeError('the columns differ in length')
  }
  const stamps = Float64Array.from(samples.at)
  const { at, value } = withValue(samples)
  const waits = stepsOf(stamps).filter((wait) => wait > 0)
  const moves = stepsOf(value).map(Math.abs)
  const moved = moves.filter((move) => move > 0)
  const usualMove = moved.length < movesMin ? 0 : medianOf(moved)
  return {
    facts,
    stamps,
    at,
    value,
    periodMs: waits.length >= waitsMin ? medianOf(waits) : (declaredMs(facts) ?? periodMsDefault),
    habitMs: waits.length >= waitsMin ? orderStatistic(waits, 0.99) : null,
    usualMove,
    largeMove: orderStatistic(moves, 0.95) || 0,
    deadband: deadbandShare * usualMove,
    isSetpoint: facts.interpolation === 'step' || setQuantities.has(facts.quantity),
  }
}

/** The declared wait, ms; null where none is. */
export const declaredMs = ({ expectedPeriodS }: SeriesFacts): number | null =>
  expectedPeriodS === null ? null : expectedPeriodS * 1_000

/** Whether it is a rate of something that flows, which is zero while a well is shut in. */
export const isFlow = ({ facts }: SeriesProfile): boolean => {
  const { flow } = quantityTable[facts.quantity]
  return flow !== 'gauge' && flow !== 'hours'
}

/** Index of the first instant that isn't before `ms`; the length where all are. */
export const indexAt = (instants: Float64Array, ms: number): number => {
  let low = 0
  let high = instants.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((instants[middle] ?? Infinity) < ms) low = middle + 1
    else high = middle
  }
  return low
}

/** The next sample of any kind after an instant; null where it is the last. */
export const nextStamp = ({ stamps }: SeriesProfile, ms: number): number | null => {
  let index = indexAt(stamps, ms)
  while (stamps[index] === ms) index++
  return stamps[index] ?? null
}

const withValue = (samples: SampleArrays): { at: Float64Array; value: Float64Array } => {
  const at = new Float64Array(samples.at.length)
  const value = new Float64Array(samples.at.length)
  let count = 0
  for (let index = 0; index < samples.at.length; index++) {
    const found = samples.value[index] ?? null
    const quality = samples.quality[index]
    if (found === null || quality === undefined || !hasValue(quality)) continue
    const instant = samples.at[index] ?? 0
    if (count > 0 && at[count - 1] === instant) count--
    at[count] = instant
    value[count++] = found
  }
  return { at: at.slice(0, count), value: value.slice(0, count) }
}

const stepsOf = (values: Float64Array): Float64Array => {
  const steps = new Float64Array(Math.max(0, values.length - 1))
  for (let index = 0; index < steps.length; index++) steps[index] = (values[index + 1] ?? 0) - (values[index] ?? 0)
  return steps
}
