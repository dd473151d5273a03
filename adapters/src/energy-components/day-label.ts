import type { DayLabel } from '@tieback/contracts'
import { addDays } from '@tieback/domain'
import type { DayRange } from '../port.ts'
import { labelledDay } from '../rows/parse-time.ts'
import type { DayLabelRule } from './datasets.ts'
import { keyText } from './rows.ts'
import type { EcRow } from './wire.ts'

/** The production day of a row, whichever end of it the row's place names days by; null where the text is no day. */
export function productionDayOfRow(row: EcRow, dayColumn: string, rule: DayLabelRule): DayLabel | null {
  return labelledDay(row[dayColumn], labelOf(row, rule))
}

function labelOf(row: EcRow, rule: DayLabelRule): 'start' | 'end' {
  if (typeof rule === 'string') return rule
  return rule.end.includes(keyText(row[rule.column]) ?? '') ? 'end' : 'start'
}

/** The days to ask for: a place that names a day by its end calls the day from `from` on by the day after it. */
export function labelledRange({ from, to }: DayRange, rule: DayLabelRule): DayRange {
  if (rule === 'start') return { from, to }
  return { from: rule === 'end' ? addDays(from, 1) : from, to: addDays(to, 1) }
}
