import type { Quality } from '@tieback/contracts'
import type { Sample } from '../port.ts'
import { DigitalState, type TimedValue } from './wire.ts'

type Reading = Pick<Sample, 'value' | 'quality' | 'reason'>

/** The number, or why there is none. A state's code is never a number, and a bad value's number is never used. */
export function toReading(item: TimedValue): Reading {
  const { Value: value } = item
  if (!item.Good) return bad(describe(value))
  if (typeof value === 'number' && Number.isFinite(value)) return { value, quality: qualityOf(item), reason: null }
  return bad(describe(value))
}

function qualityOf(item: TimedValue): Quality {
  if (item.Substituted === true) return 'substituted'
  return item.Questionable === true ? 'uncertain' : 'good'
}

function bad(reason: string): Reading {
  return { value: null, quality: 'bad', reason }
}

function describe(value: unknown): string {
  const state = DigitalState.safeParse(value)
  if (state.success) return `${state.data.Value} ${state.data.Name ?? ''}`.trim()
  if (typeof value === 'number') return 'flagged bad'
  if (value === undefined) return 'no value'
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)
}
