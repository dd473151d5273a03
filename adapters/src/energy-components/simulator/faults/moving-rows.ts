import type { FaultSet } from '../../../http/simulator/fault-set.ts'
import { compareByDay, type EcEntry, type EcRows } from '../ec-rows.ts'
import type { EcFault } from './ec-faults.ts'
import { revise } from './row-fault.ts'

/** Rows of which one is updated behind the back of each reader that pages. */
export interface MovingRows extends EcRows {
  /** A page was sent, and another is to follow. */
  noteSent(className: string, page: readonly EcEntry[], now: Date): void
}

const keyOf = ({ objectId, daytime, number }: EcEntry): string => `${objectId} ${daytime} ${number}`

export function createMovingRows(rows: EcRows, faults: FaultSet<EcFault>, timeZone: string): MovingRows {
  // Each row moves once, or a reader of single rows would never come to an end.
  const moved = new Map<string, Map<string, EcEntry>>()
  const movedOf = (className: string) => {
    if (!faults.has('rows-move')) moved.clear()
    return moved.get(className)
  }
  return {
    noteSent(className, page, now) {
      if (!faults.has('rows-move')) return
      const ofClass = moved.get(className) ?? new Map<string, EcEntry>()
      moved.set(className, ofClass)
      const first = page.find((entry) => !ofClass.has(keyOf(entry)))
      if (first !== undefined)
        ofClass.set(
          keyOf(first),
          revise(first, now.getTime(), timeZone, (row) => row),
        )
    },
    entries(className, selection, now) {
      const base = rows.entries(className, selection, now)
      const ofClass = movedOf(className)
      if (base === null || ofClass === undefined) return base
      const inPlace = [...base].map((entry) => ofClass.get(keyOf(entry)) ?? entry)
      if (selection.updatedSinceMs === null) return inPlace
      // Those whose old stamp lies before the place that the reader came to are in no answer of the base.
      const shown = new Set(inPlace.map(keyOf))
      return [...inPlace, ...[...ofClass].flatMap(([key, entry]) => (shown.has(key) ? [] : [entry]))].sort(compareByDay)
    },
  }
}
