import { NativeSelect } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import {
  type Granularity,
  Granularity as GranularitySchema,
  type Meta,
  type Performance,
  type Quantity,
} from '@tieback/contracts'
import { changeGranularity } from '../../app/address.ts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { useAddress } from '../../app/use-address.ts'
import { formatFigure } from '../../ui/format.ts'
import { factsOf } from '../../ui/quantities.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { useSite } from '../../ui/site-context.ts'
import { TrendChart } from '../../ui/trend-chart.tsx'
import type { TrendModel } from '../../ui/trend-model.ts'
import { forecastOf, overlayForecast } from './forecast-overlay.ts'
import { namePeriod, type QuantityTrend, remarkOn, toTrend, trendQuantities } from './performance-trend.ts'
import classes from './trend-panel.module.css'
import { TrendTable } from './trend-table.tsx'
import { ViewSwitch } from './view-switch.tsx'

interface TrendPanelProps {
  readonly query: UseQueryResult<{ data: Performance; meta: Meta }>
  readonly quantity: Quantity | null
}

const chartHeight = 280

/** Actual against plan and potential over the range, as a chart or as its table twin. */
export function TrendPanel({ query, quantity }: TrendPanelProps) {
  const { address } = useAddress()
  const { timeZone } = useSite()
  const performance = query.data?.data
  const facts = performance && quantity ? toTrend(performance, quantity, timeZone) : null
  const trend = performance && facts ? overlayForecast(facts, performance) : facts
  const refused = performance && forecastOf(performance, quantity)?.refused
  return (
    <AnswerPanel
      title="Trend"
      note={refused ? `no forecast: ${refused.detail}` : undefined}
      testId="trend"
      query={query}
      height={chartHeight + 28}
      actions={
        <>
          {performance && <QuantitySelect performance={performance} quantity={quantity} />}
          {performance && <GranularitySwitch performance={performance} />}
          <ViewSwitch />
        </>
      }
    >
      {({ data }) =>
        trend === null || !hasAnyValue(trend.model) ? (
          <p className={classes.empty} style={{ minHeight: chartHeight }}>
            No value in this range. Another step, hour, day or month, may have one.
          </p>
        ) : address.view === 'table' ? (
          <TrendTable performance={data} trend={trend} />
        ) : (
          <QuantityChart performance={data} trend={trend} />
        )
      }
    </AnswerPanel>
  )
}

const hasAnyValue = ({ lines }: TrendModel): boolean =>
  lines.some((line) => line.values.some((value) => value !== null))

function QuantityChart({ performance, trend }: { readonly performance: Performance; readonly trend: QuantityTrend }) {
  const { timeZone } = useSite()
  const describe = (index: number): string => {
    const period = trend.periods[index]
    if (!period) return ''
    const remark = remarkOn(trend, index)
    return `${namePeriod(period, performance.granularity, timeZone)}${remark && `, ${remark}`}`
  }
  return (
    <TrendChart
      label={`${factsOf(trend.quantity).title} of ${performance.node.name}, actual against plan and potential`}
      unitLabel={trend.unitLabel}
      model={trend.model}
      formatValue={(value) => formatFigure(value, trend.quantity, performance.unitSystem)}
      describePoint={describe}
      height={chartHeight}
    />
  )
}

function QuantitySelect({
  performance,
  quantity,
}: {
  readonly performance: Performance
  readonly quantity: Quantity | null
}) {
  const { change } = useAddress()
  const options = trendQuantities(performance).map((value) => ({ value, label: factsOf(value).title }))
  return (
    <NativeSelect
      size="xs"
      aria-label="Quantity"
      data={options}
      value={quantity ?? ''}
      onChange={(event) => {
        const chosen = options.find(({ value }) => value === event.currentTarget.value)
        if (chosen) change({ quantity: chosen.value }, { replace: true })
      }}
    />
  )
}

function GranularitySwitch({ performance }: { readonly performance: Performance }) {
  const { change } = useAddress()
  return (
    <Segmented<Granularity>
      label="Step"
      options={GranularitySchema.options.map((value) => ({ value, label: value }))}
      value={performance.granularity}
      onChange={(granularity) => {
        change(changeGranularity(granularity, performance))
      }}
    />
  )
}
