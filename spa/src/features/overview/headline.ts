import type { Kpi, Summary } from '@tieback/contracts'
import { formatDeltaShare, formatPercent, formatWithUnit } from '../../ui/format.ts'
import { factsOf } from '../../ui/quantities.ts'
import { formatDay } from '../../ui/time-format.ts'

const dayMs = 86_400_000

/** How people call a production day: the one that ended last is yesterday's. */
function nameDay(day: NonNullable<Summary['day']>, now: number): string {
  const sinceEnd = now - Date.parse(day.end)
  return sinceEnd >= 0 && sinceEnd < dayMs ? `Yesterday (${formatDay(day.day)})` : formatDay(day.day)
}

const phaseWord = (kpi: Kpi): string => factsOf(kpi.quantity).phase ?? factsOf(kpi.quantity).title.toLowerCase()

/** The day in one sentence, as a shift leader would say it: how much, against plan, how sure, how final. */
export function headline(summary: Summary, isProvisional: boolean, now: number, locale?: string): string {
  const { day } = summary
  if (day === null) return 'No site calendar is known yet, so there is no production day to report.'
  const main = summary.total[0]
  if (!main || main.actual.value === null) {
    const refused = main?.actual.refused
    if (!refused) return `${nameDay(day, now)}: no production figures yet.`
    const [has, needs] = [formatPercent(refused.coverage, locale), formatPercent(refused.threshold, locale)]
    return `${nameDay(day, now)}: not enough data for a figure (has ${has} of the expected, needs ${needs}).`
  }
  const parts = [
    `${formatWithUnit(main.actual.value, main.unit, main.quantity, summary.unitSystem, locale)} ${phaseWord(main)}`,
    main.deltaShare === null ? 'no plan' : `${formatDeltaShare(main.deltaShare, locale)} to plan`,
    main.actual.coverage === null ? null : `${formatPercent(main.actual.coverage.measured, locale)} measured`,
    isProvisional ? 'provisional' : null,
  ]
  return `${nameDay(day, now)}: ${parts.filter((part) => part !== null).join(', ')}.`
}
