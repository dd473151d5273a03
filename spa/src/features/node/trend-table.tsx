import type { Performance } from '@tieback/contracts'
import { formatFigure } from '../../ui/format.ts'
import { useSite } from '../../ui/site-context.ts'
import tableClasses from '../../ui/table.module.css'
import type { TrendLine } from '../../ui/trend-model.ts'
import { namePeriod, type QuantityTrend, remarkOn } from './performance-trend.ts'

interface TrendTableProps {
  readonly performance: Performance
  readonly trend: QuantityTrend
}

const isBanded = ({ band }: TrendLine, index: number): boolean => typeof band?.low[index] === 'number'

/** The trend's numbers, newest first. */
export function TrendTable({ performance, trend }: TrendTableProps) {
  const { timeZone } = useSite()
  const { lines } = trend.model
  const figure = (value: number | null | undefined) =>
    formatFigure(value ?? null, trend.quantity, performance.unitSystem)
  return (
    <div className={tableClasses.scroll} tabIndex={0} role="region" aria-label="Trend as a table">
      <table className={tableClasses.table}>
        <thead>
          <tr>
            <th scope="col">Period</th>
            {lines.map((line) => (
              <th key={line.role} scope="col" data-align="end">
                {line.label}
                {line.band && ` (${line.band.label})`}, {trend.unitLabel}
              </th>
            ))}
            <th scope="col">Remark</th>
          </tr>
        </thead>
        <tbody>
          {trend.periods
            .map((period, index) => (
              <tr key={period.start}>
                <th scope="row">{namePeriod(period, performance.granularity, timeZone)}</th>
                {lines.map((line) => (
                  <td key={line.role} data-align="end">
                    {figure(line.values[index])}
                    {isBanded(line, index) &&
                      ` (${figure(line.band?.low[index])} to ${figure(line.band?.high[index])})`}
                  </td>
                ))}
                <td>{remarkOn(trend, index)}</td>
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </div>
  )
}
