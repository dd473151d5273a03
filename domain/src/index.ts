export { balanceFlow, type FlowVolume, type StatedSink } from './flow/flow-balance.ts'
export { flowOfQuantity, quantityOfPhase } from './flow/quantity-flow.ts'
export { deferByWell, type DeferringEvent, type WellDay, type WellDeferment } from './gaps/deferment.ts'
export { gapWaterfall, type GapDeferment, type GapParts } from './gaps/waterfall.ts'
export { createTree, type NodeLink, type Tree } from './network/tree.ts'
export { coverageThreshold, toFigure, toKpi } from './performance/kpi.ts'
export { isKpiExpected, totalKpis } from './performance/total-kpis.ts'
export { combineCoverage, coverageOf, type CoveragePart } from './quality/coverage.ts'
export {
  hasValue,
  isEstimated,
  isMeasured,
  lowestStatus,
  qualityClass,
  worstQuality,
  type QualityClass,
} from './quality/quality.ts'
export { type Doubt } from './quality/rules/doubt.ts'
export { judgeSeries, type Judging } from './quality/rules/judge-series.ts'
export { profileSeries, type SeriesFacts, type SeriesProfile } from './quality/rules/series-profile.ts'
export { type Sibling } from './quality/rules/siblings.ts'
export { rollUpDays, type DayFact } from './roll-up/roll-up-days.ts'
export { rollUpTree, type NodeFact } from './roll-up/roll-up-tree.ts'
export { rollUp, type FactPart, type RolledUp } from './roll-up/roll-up.ts'
export { reduceLine, reduceSamples, type SampleArrays } from './series/reduce-samples.ts'
export { createCalendar, type Calendar, type CalendarRule } from './time/calendar.ts'
export { addDays, addMonths, daysBetween, firstOfMonth, isDayLabel, listDays } from './time/day-label.ts'
export { dayBounds, lastWholeDay, productionDay, productionDayOf, type DayBounds } from './time/production-day.ts'
export { isTimeZone, listTransitions, localToInstantMs, zoneOffsetMs, type ZoneTransition } from './time/zone.ts'
export { convert, convertQuantity } from './units/convert.ts'
export { displayDigits, displayUnit, toDisplay, type ShownAs } from './units/display.ts'
export {
  addOilEquivalents,
  oilEquivalent,
  type HydrocarbonVolumes,
  type OilEquivalent,
  type OilEquivalentPolicy,
} from './units/oil-equivalent.ts'
export { parseUnit } from './units/parse-unit.ts'
export { quantityTable, type QuantityFacts, type QuantityFlow } from './units/quantity-table.ts'
export { unitLabel } from './units/unit-label.ts'
export type { UnitSpec } from './units/unit-table.ts'
