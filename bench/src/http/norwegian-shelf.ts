import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createCsvSource, parseCsvMapping } from '@tieback/adapters'
import { importSource } from '@tieback/jobs'
import { type Filling, usingSources } from './filled-store.ts'

/**
 * Monthly production of every field, published by the Norwegian Offshore Directorate under NLOD; kept beside the
 * repository and never in it.
 */
const path = join(import.meta.dirname, '../../../../shared/data/sodir/field_production_net_monthly.csv.gz')

/** Each field an asset, as its operator has it: the shelf's own import has one asset, with the fields below. */
const mapping = `
namespace: shelf
calendar: { timeZone: Europe/Oslo, dayStart: '00:00' }
grain: month
nodes: [{ kind: asset, column: field, code: npdid_field }]
day: month
fields:
  oil_production: { column: oil_net_msm3, unit: 1E6 m3, reference: metric, measure: allocated }
  gas_production: { column: gas_net_bsm3, unit: 1E9 m3, reference: metric, measure: allocated }
  water_production: { column: water_msm3, unit: 1E6 m3, reference: metric, measure: allocated }
`

export const hasNorwegianShelf = (): boolean => existsSync(path)

/** The portfolio of somebody with as many assets as the Norwegian shelf has fields: about a hundred. */
export const fillWithNorwegianShelf: Filling = async (contextOf) => {
  const source = createCsvSource({ path, mapping: parseCsvMapping(mapping) })
  const context = contextOf([{ source, every: null }])
  await usingSources([source], async () => {
    await importSource(context, source.id, new AbortController().signal)
  })
}
