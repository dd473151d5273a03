import type { Performance } from '@tieback/contracts'
import { formatFigure } from '../../ui/format.ts'
import { useSite } from '../../ui/site-context.ts'
import tableClasses from '../../ui/table.module.css'
import { describeValue, namePeriod, type QuantityTrend } from './performance-trend.ts'

interface TrendTableProps {
  readonly performance: Performance
  readonly trend: QuantityTrend
}

/** The trend's numbers, newest first. */
export function TrendTable({ performance, trend }: TrendTableProps) {
  const { timeZone } = useSite()
  const { lines } = trend.model
  return (
    <div className={tableClasses.scroll} tabIndex={0} role="region" aria-label="Trend as a table">
      <table className={tableClasses.table}>
        <thead>
          <tr>
            <th scope="col">Period</th>
            {lines.map((line) => (
              <th key={line.role} scope="col" data-align="end">
                {line.label}, {trend.unitLabel}
              </th>
            ))}
            <th scope="col">Remark</th>
          </tr>
        </thead>
        <tbody>
          {performance.periods
            .map((period, index) => (
              <tr key={period.start}>
                <th scope="row">{namePeriod(period, performance.granularity, timeZone)}</th>
                {lines.map((line) => (
                  <td key={line.role} data-align="end">
                    {formatFigure(line.values[index] ?? null, trend.quantity, performance.unitSystem)}
                  </td>
                ))}
                <td>{describeValue(trend.actual, index)}</td>
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </div>
  )
}
