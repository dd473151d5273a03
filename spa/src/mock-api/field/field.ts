import type { DayLabel } from '@tieback/contracts'
import { addDays, type Calendar, createCalendar, lastWholeDay } from '@tieback/domain'
import { type FieldEvent, listFieldEvents } from './events.ts'
import { historyDays } from './history.ts'
import { type FieldSignal, listFieldSignals } from './field-signals.ts'
import { type InstrumentFault, listInstrumentFaults } from './instrument-faults.ts'
import { listFieldNodes } from './layout.ts'
import { NodeTree } from './node-tree.ts'

/** An invented field: what stands where, what was measured, what went wrong. All of it follows from the seed. */
export interface Field {
  readonly seed: number
  readonly calendar: Calendar
  readonly firstDay: DayLabel
  readonly tree: NodeTree
  /** Earliest first. */
  readonly events: readonly FieldEvent[]
  readonly signals: readonly FieldSignal[]
  /** Begun last first. */
  readonly faults: readonly InstrumentFault[]
}

const calendar = createCalendar('offshore', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])

export function createField(seed: number, startedAt: Date): Field {
  const firstDay = addDays(lastWholeDay(calendar, startedAt), 1 - historyDays)
  const tree = new NodeTree(listFieldNodes(seed))
  const signals = listFieldSignals(seed, tree)
  return {
    seed,
    calendar,
    firstDay,
    tree,
    events: listFieldEvents(seed, tree, firstDay),
    signals,
    faults: listInstrumentFaults(signals, startedAt),
  }
}
