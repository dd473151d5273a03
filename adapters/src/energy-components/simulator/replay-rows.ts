import { compareByDay, type EcEntry, type EcRow, type EcRows, type EcStatus } from './ec-rows.ts'
import { fromLocalTime } from './local-time.ts'

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** Rows without a stamp count as very old: a full read finds them, an incremental one doesn't. */
const neverUpdated = 0

function toEntry(row: EcRow, index: number, timeZone: string): EcEntry {
  const status = text(row['recordStatus'])
  return {
    objectId: text(row['objectId']),
    objectCode: text(row['objectCode']),
    daytime: text(row['daytime'] ?? row['start'] ?? row['startDay']),
    number: String(index).padStart(9, '0'),
    updatedMs: fromLocalTime(timeZone, text(row['updatedAt'])) ?? neverUpdated,
    status: isStatus(status) ? status : 'P',
    toRow: () => row,
  }
}

const isStatus = (status: string): status is EcStatus => ['P', 'V', 'A'].includes(status)

/**
 * Serves given rows as they are, class by class: a history that really happened.
 *
 * classes   rows with the neutral columns objectId, objectCode, daytime, recordStatus and updatedAt, and any others;
 *           objects have no daytime and are there on every day
 * timeZone  of `updatedAt` where it names none
 */
export function createReplayRows(
  classes: Readonly<Record<string, readonly EcRow[]>>,
  timeZone = 'Europe/Oslo',
): EcRows {
  const held = new Map(
    Object.entries(classes).map(([name, rows]) => [
      name,
      {
        rows: rows.map((row, index) => toEntry(row, index, timeZone)).sort(compareByDay),
        isDaily: rows.some((row) => 'daytime' in row),
      },
    ]),
  )
  return {
    entries(className, { fromDay, toDay }) {
      const of = held.get(className)
      if (of === undefined) return null
      if (!of.isDaily) return of.rows
      return of.rows.filter(({ daytime }) => {
        const day = daytime.slice(0, 10)
        return (fromDay === null || day >= fromDay) && (toDay === null || day < toDay)
      })
    },
  }
}
