import { zoneOffsetMs } from '@tieback/domain'
import type { FaultSet } from '../../../http/simulator/fault-set.ts'
import type { SimulatedAnswer } from '../../../http/simulator/simulated-server.ts'
import type { EcFault } from './ec-faults.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const minuteMs = 60_000

/** What a call asks for, as far as its faults need to know. */
export interface FaultyCall {
  readonly cursor: string | null
  readonly now: Date
}

/** How calls go wrong beside what is in the rows. */
export interface CallFaults {
  /** What is answered in the place of a page; null where a page is. */
  refusal(call: FaultyCall): SimulatedAnswer | null
  /** The cursor as a reader of ours gave it; `isEmpty` where it is a page without rows that is due. */
  readCursor(cursor: string | null): { readonly cursor: string | null; readonly isEmpty: boolean }
  /** The cursor that a page is sent with; undefined where there is no next page. */
  nextCursor(next: string | null): string | undefined
}

export type Refuse = (status: number, code: string, message: string) => SimulatedAnswer

/** Marks a cursor behind which an empty page was sent already. */
const passed = 'e.'

export function createCallFaults(faults: FaultSet<EcFault>, refuse: Refuse, timeZone: string): CallFaults {
  const calls = createCounters(faults)
  const isMorning = (now: Date): boolean => {
    const localMs = (now.getTime() + zoneOffsetMs(timeZone, now.getTime())) % dayMs
    return localMs >= 7 * hourMs && localMs < 7 * hourMs + faults.number('morning-load') * minuteMs
  }
  const isLocked = (): boolean => {
    const call = calls.count('month-locked')
    return call > 1 && call <= 1 + faults.number('month-locked')
  }
  return {
    refusal({ cursor, now }) {
      calls.forget()
      if (faults.has('database-error')) return databaseError
      if (faults.has('morning-load') && isMorning(now) && calls.count('morning-load') % 3 !== 0)
        return { ...refuse(503, 'OVERLOADED', 'Too many users.'), headers: { 'retry-after': '1' } }
      if (faults.has('month-locked') && isLocked()) return refuse(409, 'MONTH_LOCKED', 'The month is being locked.')
      const isRefused = faults.has('cursor-refused') && cursor !== null
      return isRefused && calls.count('cursor-refused') === faults.number('cursor-refused')
        ? refuse(400, 'CURSOR_EXPIRED', 'The cursor is no longer known.')
        : null
    },
    readCursor(cursor) {
      const isPassed = cursor?.startsWith(passed) === true
      const own = isPassed ? cursor.slice(passed.length) : cursor
      return { cursor: own === '' ? null : own, isEmpty: faults.has('empty-pages') && !isPassed }
    },
    nextCursor: (next) => (faults.has('cursor-circles') ? passed : (next ?? undefined)),
  }
}

/** The cursor that leads from an empty page to the page that was asked for. */
export const pastEmptyPage = (cursor: string | null): string => `${passed}${cursor ?? ''}`

const databaseError: SimulatedAnswer = {
  status: 500,
  contentType: 'text/plain',
  body: 'ORA-01555: snapshot too old: rollback segment number 9 with name "_SYSSMU9$" too small',
}

/** Counts calls since a fault was set; a fault that was cleared, or has another value, begins again. */
function createCounters(faults: FaultSet<EcFault>) {
  const counts = new Map<EcFault, { readonly value: unknown; calls: number }>()
  return {
    count(name: EcFault): number {
      const count = counts.get(name) ?? { value: faults.parameter(name), calls: 0 }
      counts.set(name, count)
      count.calls += 1
      return count.calls
    },
    forget(): void {
      for (const [name, { value }] of counts) {
        if (!faults.has(name) || faults.parameter(name) !== value) counts.delete(name)
      }
    },
  }
}
