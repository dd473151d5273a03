import type { SignalSamples, UnitSystem } from '@tieback/contracts'
import { useMemo } from 'react'
import { formatNumber } from '../../ui/format.ts'
import { digitsOf } from '../../ui/quantities.ts'
import { useSite } from '../../ui/site-context.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import tableClasses from '../../ui/table.module.css'
import { formatInstantFull } from '../../ui/time-format.ts'
import { TrendChart } from '../../ui/trend-chart.tsx'
import { labelsAt, type TrendModel } from '../../ui/trend-model.ts'
import { qualityTitle, ruleTitle, wordFor } from '../../ui/wording.ts'
import { MarkList } from './mark-list.tsx'
import classes from './signals-panel.module.css'

interface SampleChartProps {
  readonly answer: SignalSamples
  readonly isTable: boolean
  readonly unitSystem: UnitSystem
}

/** Rows of the table twin; the chart and the API have the rest. */
const tableRowsMax = 200

/** The samples of a series as the source archived them. */
export function SampleChart({ answer, isTable, unitSystem }: SampleChartProps) {
  const { timeZone } = useSite()
  const { signal, samples, marks, unit, resolution, count } = answer
  const model = useMemo((): TrendModel => {
    return {
      at: samples.at,
      end: null,
      isStepped: false,
      lines: [{ role: 'actual', label: 'Value', values: samples.value }],
      isMissing: samples.value.map((value) => value === null),
      spans: marks.map(({ rule, message, from, to }) => ({
        from,
        to,
        label: `${wordFor(ruleTitle, rule)}: ${message}`,
      })),
      isFromZero: false,
      timeZone,
    }
  }, [samples, marks, timeZone])
  const formatValue = (value: number | null) => formatNumber(value, digitsOf(signal.quantity, unitSystem))
  const describe = (index: number): string => {
    const [at, quality] = [samples.at[index], samples.quality[index]]
    if (at === undefined || quality === undefined) return ''
    return `${formatInstantFull(at, timeZone)}${quality === 'good' ? '' : `, ${wordFor(qualityTitle, quality)}`}`
  }
  if (samples.at.length === 0)
    return (
      <>
        <p>No sample in this range.</p>
        <MarkList marks={marks} />
      </>
    )
  return (
    <>
      {isTable ? (
        <SampleTable
          answer={answer}
          describe={describe}
          labelsOf={(index) => labelsAt(model, index)}
          formatValue={formatValue}
        />
      ) : (
        <TrendChart
          label={`${signal.name} of ${signal.node.name}`}
          unitLabel={unit.label}
          model={model}
          formatValue={formatValue}
          describePoint={describe}
          height={220}
        />
      )}
      <p className={classes.note}>
        {resolution === 'hourly' ? 'Hourly averages. ' : ''}
        {count > samples.at.length
          ? `${formatNumber(count, 0)} samples, drawn by ${formatNumber(samples.at.length, 0)} that keep every extreme and gap.`
          : `${formatNumber(count, 0)} samples.`}
      </p>
      <MarkList marks={marks} />
    </>
  )
}

interface SampleTableProps {
  readonly answer: SignalSamples
  readonly describe: (index: number) => string
  /** What rules doubt of a sample. */
  readonly labelsOf: (index: number) => readonly string[]
  readonly formatValue: (value: number | null) => string
}

function SampleTable({ answer: { samples, unit }, describe, labelsOf, formatValue }: SampleTableProps) {
  const newest = samples.at.map((at, index) => ({ at, index })).slice(-tableRowsMax)
  return (
    <div className={tableClasses.scroll} tabIndex={0} role="region" aria-label="Samples as a table">
      <table className={tableClasses.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" data-align="end">
              Value, {unit.label}
            </th>
          </tr>
        </thead>
        <tbody>
          {newest.reverse().map(({ at, index }) => (
            <tr key={`${at} ${String(index)}`}>
              <th scope="row">
                {describe(index)}{' '}
                {labelsOf(index).map((label) => (
                  <StateMark key={label} mark="warning" word={label} isWordHidden />
                ))}
              </th>
              <td data-align="end">{formatValue(samples.value[index] ?? null)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
