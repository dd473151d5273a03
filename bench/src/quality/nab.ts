import { join } from 'node:path'
import type { SeriesFacts } from '@tieback/domain'
import type { History } from './judge-history.ts'
import { readTable, sharedData, toNumber } from './shared-data.ts'

/** Labelled series of the Numenta Anomaly Benchmark (MIT). */
export const nab = 'nab'

export interface LabelledSeries {
  readonly history: History
  /** Spans in which somebody found something strange; ends included. */
  readonly windows: readonly { readonly fromMs: number; readonly toMs: number }[]
}

// The stamps carry no zone; any will do, as all are of one.
const instantOf = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`)

/** Something that is measured, with no limit that we know of: a difference of pressures may have either sign. */
const measured: SeriesFacts = {
  ...{ quantity: 'choke_differential_pressure', unit: 'bar', reference: null, basis: null, interpolation: 'linear' },
  ...{ expectedPeriodS: null, nodeKind: null, instrument: null },
}

function factsOf(name: string, stepS: number): SeriesFacts {
  const facts = { ...measured, expectedPeriodS: stepS }
  if (name.includes('temperature')) return { ...facts, quantity: 'wellhead_temperature', unit: 'degF' }
  return name.includes('cpu') ? { ...facts, instrument: { low: 0, high: 100 } } : facts
}

export function readNab(): LabelledSeries[] {
  const folder = sharedData(nab)
  const windows = readTable(join(folder, 'anomaly_windows.csv'))
  return readTable(join(folder, 'index.csv')).map((about) => {
    const name = about.get('series') ?? ''
    const rows = readTable(join(folder, 'series', `${name}.csv.gz`))
    const history: History = {
      name,
      node: name,
      facts: factsOf(name, Number(about.get('median_step_s'))),
      at: Float64Array.from(rows, (row) => instantOf(row.get('timestamp') ?? '')),
      value: rows.map((row) => toNumber(row.get('value'))),
      quality: rows.map(() => 'good'),
    }
    const own = windows.filter((row) => row.get('series') === name)
    return {
      history,
      windows: own.map((row) => ({
        fromMs: instantOf(row.get('window_start') ?? ''),
        toMs: instantOf(row.get('window_end') ?? ''),
      })),
    }
  })
}
