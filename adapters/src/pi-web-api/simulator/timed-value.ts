import { compressorStates, type Tag } from '@tieback/sim'
import { systemStates } from '../system-states.ts'
import type { ArchivedEvent } from './archive.ts'

export interface TimedValue {
  readonly Timestamp: string
  readonly UnitsAbbreviation: string
  readonly Good: boolean
  readonly Questionable: boolean
  readonly Substituted: boolean
  readonly Annotated: boolean
  readonly Value: unknown
}

export const noDataState = 248

/** UTC with as many decimals as are needed, 0 to 7, trailing zeros dropped. */
export function formatTimestamp(atMs: number, ticks = 0): string {
  const text = new Date(atMs).toISOString()
  if (ticks === 0 && atMs % 1_000 === 0) return `${text.slice(0, 19)}Z`
  const decimals = `${text.slice(20, 23)}${String(ticks).padStart(4, '0')}`.replace(/0+$/, '')
  return `${text.slice(0, 20)}${decimals}Z`
}

/** An instant that was worked out rather than stored: whole ticks of 100 nanoseconds. */
export function formatInstant(ms: number): string {
  const atMs = Math.floor(ms)
  return formatTimestamp(atMs, Math.round((ms - atMs) * 10_000) % 10_000)
}

const stateValue = (code: number) => ({ Name: systemStates[code] ?? 'Bad', Value: code, IsSystem: true })

/** A bad value that holds a system state. */
export function toStateValue(timestamp: string, code: number): TimedValue {
  return {
    Timestamp: timestamp,
    UnitsAbbreviation: '',
    Good: false,
    Questionable: false,
    Substituted: false,
    Annotated: false,
    Value: stateValue(code),
  }
}

/** A good value that nobody stored: interpolated, or a statistic. */
export function toComputedValue(timestamp: string, value: unknown, unit: string): TimedValue {
  return {
    Timestamp: timestamp,
    UnitsAbbreviation: unit,
    Good: true,
    Questionable: false,
    Substituted: false,
    Annotated: false,
    Value: value,
  }
}

/** A number as it stands, or the state that a digital point's code stands for. */
export function valueOf(tag: Tag, value: number): unknown {
  if (tag.sort.pointType !== 'Digital') return value
  return { Name: compressorStates[value] ?? '?', Value: value, IsSystem: false }
}

export function toTimedValue(tag: Tag, event: ArchivedEvent): TimedValue {
  const timestamp = formatTimestamp(event.atMs, event.ticks)
  if (event.raw !== undefined) return { ...toComputedValue(timestamp, event.raw.Value, ''), Good: event.raw.Good }
  if (event.value === null) return toStateValue(timestamp, event.state ?? noDataState)
  return {
    Timestamp: timestamp,
    UnitsAbbreviation: '',
    Good: true,
    Questionable: event.isQuestionable,
    Substituted: event.isSubstituted,
    Annotated: false,
    Value: valueOf(tag, event.value),
  }
}
