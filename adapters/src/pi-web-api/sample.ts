import type { Quality } from '@tieback/contracts'
import type { Sample } from '../port.ts'
import type { StateValues, Stream } from './stream.ts'
import { systemStates } from './system-states.ts'
import { DigitalState, type TimedValue } from './wire.ts'

export type Reading = Pick<Sample, 'value' | 'quality' | 'reason'>

/** One archived value as a sample of its stream. */
export function toSample({ tag, states }: Stream, at: Date, item: TimedValue): Sample {
  const { value, quality, reason } = toReading(item, states)
  return { sourceKey: tag, at, value, quality, reason }
}

/** The number, or why there is none. A state's code is never a number, and a bad value's number is never used. */
export function toReading(item: TimedValue, states: StateValues = null): Reading {
  const { Value: value } = item
  if (!item.Good) return bad(describe(value))
  if (typeof value === 'number' && Number.isFinite(value)) return { value, quality: qualityOf(item), reason: null }
  return states === null ? bad(describe(value)) : stateReading(item, states)
}

function qualityOf(item: TimedValue): Quality {
  if (item.Substituted === true) return 'substituted'
  return item.Questionable === true ? 'uncertain' : 'good'
}

function bad(reason: string): Reading {
  return { value: null, quality: 'bad', reason }
}

/** A good state of a digital point by its code; names are renamed and translated. */
function stateReading(item: TimedValue, states: ReadonlyMap<number, number>): Reading {
  const state = DigitalState.safeParse(item.Value)
  if (!state.success || state.data.IsSystem === true) return bad(describe(item.Value))
  const value = states.get(state.data.Value)
  if (value === undefined) return bad(`unknown state ${describe(item.Value)}`)
  return { value, quality: qualityOf(item), reason: null }
}

function describe(value: unknown): string {
  const state = DigitalState.safeParse(value)
  if (state.success) {
    const { Value: code, Name, IsSystem } = state.data
    const name = (IsSystem === true ? systemStates[code] : undefined) ?? Name ?? ''
    return `${code} ${name}`.trim()
  }
  if (typeof value === 'number') return 'flagged bad'
  if (value === undefined) return 'no value'
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)
}
