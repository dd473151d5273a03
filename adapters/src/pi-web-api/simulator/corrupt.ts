import type { FaultSet } from '../../http/simulator/fault-set.ts'
import type { PiFault } from './pi-faults.ts'
import type { SummaryItem } from './summaries.ts'
import { noDataState, toStateValue, type TimedValue } from './timed-value.ts'

type Body = Readonly<Record<string, unknown>>

const bodies = (items: unknown) => items as readonly TimedValue[] // Safe: all verbs but `summary` answer so.

/** One stream's answer as the faults that spoil answers leave it. */
export function corrupt(body: Body, verb: string, faults: FaultSet<PiFault>): Body {
  if (verb === 'summary') return { ...body, Items: spoilSummary(body['Items'] as readonly SummaryItem[], faults) } // Safe: the verb's answer.
  if (body['Items'] === undefined) return spoilOne(body as unknown as TimedValue, faults) as unknown as Body // Safe: a single verb's answer.
  return { ...body, Items: spoilList(bodies(body['Items']), faults) }
}

function spoilList(items: readonly TimedValue[], faults: FaultSet<PiFault>): unknown[] {
  const kept = faults.has('duplicates') ? items.flatMap((item) => [item, item]) : items
  const ordered = faults.has('unordered')
    ? [...kept.filter((_, at) => at % 2 === 1), ...kept.filter((_, at) => at % 2 === 0)]
    : kept
  const whole: unknown[] = ordered.map((item) => spoilOne(item, faults))
  const length = faults.number('broken-stream')
  if (!faults.has('broken-stream') || whole.length <= length) return whole
  const Errors = [{ FieldName: 'Value', Message: ['The archive went off-line.'] }]
  return [...whole.slice(0, length), { ...ordered[length], Value: null, Good: false, Errors }]
}

function spoilOne(item: TimedValue, faults: FaultSet<PiFault>): TimedValue {
  const Timestamp = faults.has('local-times') ? toLocal(item.Timestamp) : item.Timestamp
  return { ...item, Timestamp, Value: faults.has('renamed-states') ? renamed(item.Value) : item.Value }
}

const months = ['jan', 'feb', 'mar', 'apr', 'mai', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'des']

/** As a server writes it whose culture is Norwegian. */
function toLocal(timestamp: string): string {
  const [date = '', time = ''] = timestamp.split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  return `${day}.${months[Number(month) - 1] ?? ''}.${year} ${time.slice(0, 8)}`
}

function renamed(value: unknown): unknown {
  const isState = typeof value === 'object' && value !== null && 'IsSystem' in value && value.IsSystem === true
  return isState ? { ...value, Name: 'Lokalt navn' } : value
}

/** A share of good data below the whole: totals are scaled up over the rest, averages leave it out, so only the share shows it. */
function spoilSummary(items: readonly SummaryItem[], faults: FaultSet<PiFault>): SummaryItem[] {
  if (!faults.has('percent-good')) return [...items]
  const share = faults.number('percent-good')
  return items.map(({ Type, Value }) => {
    if (Type === 'PercentGood') return { Type, Value: { ...Value, Value: share } }
    if (Type === 'Count') return { Type, Value: { ...Value, Value: (Number(Value.Value) * share) / 100 } }
    return { Type, Value: share === 0 ? toStateValue(Value.Timestamp, noDataState) : Value }
  })
}
