import { join } from 'node:path'
import type { Quality } from '@tieback/contracts'
import type { SeriesFacts } from '@tieback/domain'
import type { History } from './judge-history.ts'
import { readTable, sharedData, toNumber } from './shared-data.ts'

/** Real wells of Petrobras, a sample each second, with events that experts labelled (CC BY 4.0). */
export const petrobras3w = 'petrobras-3w'

const gauge: SeriesFacts = {
  ...{ quantity: 'wellhead_pressure', unit: 'Pa', reference: null, basis: null, interpolation: 'linear' },
  ...{ expectedPeriodS: 1, nodeKind: 'well', instrument: null },
}

/** Columns by the names that the publisher gave them. */
const columns: Readonly<Record<string, SeriesFacts>> = {
  p_pdg_pa: { ...gauge, quantity: 'downhole_pressure' },
  p_tpt_pa: gauge,
  t_tpt_c: { ...gauge, quantity: 'wellhead_temperature', unit: 'degC' },
  p_mon_ckp_pa: gauge,
  t_jus_ckp_c: { ...gauge, quantity: 'wellhead_temperature', unit: 'degC' },
  p_jus_ckgl_pa: { ...gauge, quantity: 'annulus_pressure' },
}

/** One recording of one well. */
export interface Instance {
  readonly name: string
  /** What experts saw in it. */
  readonly event: string
  readonly series: readonly History[]
  /** Columns that never changed, which is an instrument that is dead or isn't there. */
  readonly constant: ReadonlySet<string>
  /** Whether a time lies in what experts called normal. */
  readonly isNormal: (ms: number) => boolean
}

const nameOf = (row: ReadonlyMap<string, string>): string => row.get('instance') ?? ''

/** Names of the instances, by the folder's index. */
export const listInstances = (): string[] => readTable(join(sharedData(petrobras3w), 'index.csv')).map(nameOf)

export function readInstance(name: string): Instance {
  const folder = sharedData(petrobras3w)
  const about = readTable(join(folder, 'index.csv')).find((row) => nameOf(row) === name)
  const rows = readTable(join(folder, 'instances', `${name}.csv.gz`))
  const at = Float64Array.from(rows, (row) => 1_000 * Number(row.get('t_s')))
  const normal = rows.map((row) => row.get('class') === '0')
  const series = Object.entries(columns).flatMap(([column, facts]): History[] => {
    const value = rows.map((row) => toNumber(row.get(column)))
    if (value.every((each) => each === null)) return []
    const quality = value.map((each): Quality => (each === null ? 'missing' : 'good'))
    return [{ name: column, node: name, facts, at, value, quality }]
  })
  return {
    name,
    event: about?.get('event') ?? '',
    series,
    constant: new Set((about?.get('constant') ?? '').split('|').filter((column) => column in columns)),
    // A row each second.
    isNormal: (ms) => normal[Math.round(ms / 1_000)] ?? false,
  }
}
