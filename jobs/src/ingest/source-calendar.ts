import type { Calendar } from '@tieback/domain'
import { readCalendars, readNodeIds, type StorePool } from '@tieback/store'

/** The calendar of a namespace's nodes; null while none is known, which means that discovery hasn't run. */
export async function findSourceCalendar(pool: StorePool, namespace: string): Promise<Calendar | null> {
  const [node] = (await readNodeIds(pool, namespace)).values()
  if (node === undefined) return null
  return (await readCalendars(pool)).find((calendar) => calendar.id === node.calendarId) ?? null
}
