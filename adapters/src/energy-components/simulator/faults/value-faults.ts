import type { EcEntry } from '../ec-rows.ts'
import type { EcFault } from './ec-faults.ts'
import {
  dayBack,
  dayOf,
  type FaultContext,
  isAllocation,
  isDaily,
  mapNumbers,
  mapValues,
  oneWell,
  type RowFault,
  withRow,
} from './row-fault.ts'

const bblOfM3 = 1 / 0.158987294928

const isOneWell = (entry: EcEntry, context: FaultContext): boolean =>
  isDaily(context.className) && entry.objectId === oneWell(context)

/** The same of every row of daily classes, or of those of one well. */
const daily = (change: (entry: EcEntry, context: FaultContext) => EcEntry | readonly EcEntry[]): RowFault => ({
  change: (entry, context) => (isDaily(context.className) ? change(entry, context) : entry),
})
const ofOneWell = (change: (entry: EcEntry, context: FaultContext) => EcEntry | readonly EcEntry[]): RowFault => ({
  change: (entry, context) => (isOneWell(entry, context) ? change(entry, context) : entry),
})

/** A second row beside an entry's own, in its place of the order. */
const twin = (entry: EcEntry, change: Parameters<typeof withRow>[1]): EcEntry => ({
  ...withRow(entry, change),
  number: `${entry.number}~`,
})

/** Faults in what stands in the columns. */
export const valueFaults: Partial<Record<EcFault, RowFault>> = {
  'null-rows': daily((entry, { now, value }) =>
    dayOf(entry) > dayBack(now, Number(value))
      ? { ...withRow(entry, (row) => ({ ...mapValues(row, () => null), recordStatus: 'P' })), status: 'P' }
      : entry,
  ),
  'duplicate-rows': ofOneWell((entry) => [
    entry,
    twin(entry, (row) => ({
      ...mapNumbers(row, (number) => number * 0.9),
      revision: Number(row['revision'] ?? 1) - 1,
    })),
  ]),
  'ambiguous-rows': ofOneWell((entry) => [entry, twin(entry, (row) => mapNumbers(row, (number) => number + 1))]),
  'long-hours': daily((entry, { value }) =>
    withRow(entry, (row) => ('onStreamHours' in row ? { ...row, onStreamHours: Number(value) } : row)),
  ),
  'zero-hours': ofOneWell((entry) => withRow(entry, (row) => ({ ...row, onStreamHours: 0 }))),
  'negative-allocated': ofOneWell((entry, { className }) =>
    isAllocation(className) ? withRow(entry, (row) => mapNumbers(row, (number) => -Math.abs(number))) : entry,
  ),
  'numbers-as-text': daily((entry) => withRow(entry, (row) => mapNumbers(row, String))),
  'decimal-comma': daily((entry) =>
    withRow(entry, (row) => mapNumbers(row, (number) => String(number).replace('.', ','))),
  ),
  sentinels: ofOneWell((entry, { value }) => withRow(entry, (row) => mapNumbers(row, () => Number(value)))),
  'unit-changed': daily((entry, { value }) =>
    withRow(entry, (row) => mapNumbers(row, (number, column) => (column === value ? number * bblOfM3 : number))),
  ),
  'gas-at-0-degrees': daily((entry) =>
    withRow(entry, (row) =>
      mapNumbers(row, (number, column) => (/gas/i.test(column) ? (number * 273.15) / 288.15 : number)),
    ),
  ),
  'customer-column': {
    change: (entry, { value }) => withRow(entry, (row) => ({ ...row, [String(value)]: 'of our own' })),
  },
}
