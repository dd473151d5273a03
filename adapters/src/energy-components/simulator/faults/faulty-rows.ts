import type { FaultSet } from '../../../http/simulator/fault-set.ts'
import { compareByDay, type EcEntry, type EcRows, type EcSelection } from '../ec-rows.ts'
import { classFaults } from './class-faults.ts'
import type { EcFault } from './ec-faults.ts'
import { eventFaults } from './event-faults.ts'
import { objectFaults } from './object-faults.ts'
import type { FaultContext, RowFault } from './row-fault.ts'
import { stampFaults } from './stamp-faults.ts'
import { valueFaults } from './value-faults.ts'

/** Faults in the rows themselves. The others are in how a call is answered. */
const rowFaults: Partial<Record<EcFault, RowFault>> = {
  ...stampFaults,
  ...objectFaults,
  ...eventFaults,
  ...valueFaults,
  ...classFaults,
}

/** Rows with the faults that are active at each reading. Where there are none they are passed on as they are. */
export function createFaultyRows(rows: EcRows, faults: FaultSet<EcFault>, timeZone: string): EcRows {
  const onsets = new Map<EcFault, number>()

  function activeAt(now: Date) {
    // Safe: the keys of rowFaults are names of faults.
    for (const name of Object.keys(rowFaults) as EcFault[]) {
      if (!faults.has(name)) onsets.delete(name)
      else if (!onsets.has(name)) onsets.set(name, now.getTime())
    }
    return [...onsets].flatMap(([name, onsetMs]) => {
      const fault = rowFaults[name]
      return fault === undefined ? [] : [{ fault, onsetMs, value: faults.parameter(name) }]
    })
  }

  return {
    entries(className, selection, now) {
      const active = activeAt(now)
      const base = rows.entries(className, selection, now)
      if (active.length === 0) return base
      if (base === null && !active.some(({ fault }) => fault.brings?.(className) === true)) return null
      const read = (of: string, changes: Partial<EcSelection> = {}, at = now) =>
        rows.entries(of, { ...selection, ...changes }, at) ?? []
      const reading = { className, selection, now, timeZone, read, once: createOnce() }
      return active.reduce<Iterable<EcEntry>>(
        (entries, { fault, ...own }) => spoil(entries, fault, { ...reading, ...own }),
        base ?? [],
      )
    },
  }
}

function createOnce(): FaultContext['once'] {
  const made = new Map<string, unknown>()
  return <Made>(name: string, make: () => Made): Made => {
    if (!made.has(name)) made.set(name, make())
    // Safe: a name is made by one function alone.
    return made.get(name) as Made
  }
}

function spoil(entries: Iterable<EcEntry>, fault: RowFault, context: FaultContext): Iterable<EcEntry> {
  const added = (fault.add?.(context) ?? []).toSorted(compareByDay)
  return mergeByDay(changed(entries, fault, context), added)
}

function* changed(entries: Iterable<EcEntry>, { change }: RowFault, context: FaultContext): Generator<EcEntry> {
  for (const entry of entries) {
    const now = change === undefined ? entry : change(entry, context)
    if (now === null) continue
    if ('toRow' in now) yield now
    else yield* now
  }
}

/** Both in the order of range reads, without making more of either than is asked for. */
function* mergeByDay(entries: Iterable<EcEntry>, added: readonly EcEntry[]): Generator<EcEntry> {
  let next = 0
  for (const entry of entries) {
    for (let other = added[next]; other !== undefined && compareByDay(other, entry) < 0; other = added[next]) {
      yield other
      next += 1
    }
    yield entry
  }
  yield* added.slice(next)
}
