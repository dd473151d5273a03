import { parseUnit } from '@tieback/domain'
import type { RefusedRow, SourceSignal } from '../port.ts'
import { findRule, type PiMapping, type TagRule, unitFromSource } from './mapping.ts'

/** What became of one series: a signal, a refusal, both where the signal comes with a warning, or nothing where no pattern matches. */
export interface Found {
  readonly signal?: SourceSignal
  readonly refused?: RefusedRow
}

/** A series as its server describes it. */
export interface SourceSeries {
  readonly sourceKey: string
  /** What refusals are filed under: `points` or `attributes`. */
  readonly dataset: string
  /** The server's name for what it holds, such as `Float32`. */
  readonly type: string
  readonly holds: 'numbers' | 'states' | 'other'
  /** Free text of whoever made it; may be empty. */
  readonly unit: string
  /** What its instrument can show, in its unit; null where the server doesn't say. */
  readonly instrument: { readonly low: number; readonly high: number } | null
  readonly row: unknown
}

/** The signal that the mapping makes of a series. */
export function toFound(series: SourceSeries, mapping: PiMapping): Found {
  const found = findRule(mapping, series.sourceKey)
  if (found === null) return {}
  const { rule, match } = found
  const node = rule.node ?? match.groups?.['node'] ?? ''
  if (node === '') {
    return refuse(series, 'unmapped-node', `matches ${rule.match.source}, whose group node is empty: mend the pattern.`)
  }
  const isUsable = series.holds === 'numbers' || (series.holds === 'states' && rule.states !== null)
  if (!isUsable) return refuse(series, 'wrong-shape', unusable(series, rule))
  const unit = rule.unit ?? unitFromSource(rule, series.unit)
  if (unit === null) {
    const text = JSON.stringify(series.unit)
    return refuse(
      series,
      'unknown-unit',
      `the mapping names no unit and the source's ${text} can't be read as one of ${rule.quantity}.`,
    )
  }
  const { name, quantity, interpolation, expectedPeriodS } = rule
  const { instrument } = series
  const signal: SourceSignal = {
    sourceKey: series.sourceKey,
    node: { ...mapping.nodes, value: node },
    ...{ name, quantity, ...unit, interpolation, expectedPeriodS },
    // Its ends are numbers as its values are, whatever unit the mapping says they are in.
    ...(instrument === null ? {} : { instrument }),
  }
  return { signal, ...warning(series, rule) }
}

function unusable({ type, holds }: SourceSeries, { quantity }: TagRule): string {
  const advice =
    holds === 'states' ? 'give each state its number under `states`, or narrow the pattern' : 'narrow the pattern'
  return `is of type ${type}; ${quantity} needs a number: ${advice}.`
}

/** The mapping's unit holds, and nothing is converted by guess; but somebody is to look at it. */
function warning(series: SourceSeries, { unit: ours }: TagRule): { refused?: RefusedRow } {
  const theirs = parseUnit(series.unit)
  if (theirs === null || ours === null || series.holds === 'states') return {}
  const differs =
    theirs.unit !== ours.unit ||
    (theirs.reference !== null && theirs.reference !== ours.reference) ||
    (theirs.basis !== null && theirs.basis !== ours.basis)
  if (!differs) return {}
  const text = `says that its unit is ${series.unit} and the mapping says ${ours.unit}: it is read as ${ours.unit}. Correct the one that is wrong.`
  return refuse(series, 'unknown-unit', text)
}

function refuse(series: SourceSeries, reason: RefusedRow['reason'], message: string): { refused: RefusedRow } {
  const { dataset, sourceKey: key, row } = series
  return { refused: { dataset, key, reason, message: `${key}: ${message}`, row } }
}
