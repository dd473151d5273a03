import { describe, expect, it } from 'vitest'
import type { ProductionRow, RefusedRow } from '../port.ts'
import { keepHeldFigure } from './held-figure.ts'

const figure = (quantity: ProductionRow['quantity']): ProductionRow => ({
  objectId: 'W1',
  grain: 'day',
  day: '2024-03-13',
  quantity,
  measure: 'allocated',
  value: 1,
  quality: 'good',
  status: 'approved',
  note: null,
  flags: [],
})
const refusal = (key: string): RefusedRow => ({
  dataset: 'd',
  key,
  reason: 'invalid-value',
  message: 'no number',
  row: {},
})
const held = 'W1/2024-03-13/gas_production/allocated'

describe('what a held row was refused for', () => {
  it('is the one figure that its key names', () => {
    const read = { rows: [figure('oil_production'), figure('gas_production')], refused: [] }
    expect(keepHeldFigure(read, { key: held })).toEqual({ rows: [figure('gas_production')], refused: [] })
  })

  it('is all of the row where it was refused whole', () => {
    const read = { rows: [figure('oil_production')], refused: [refusal(held)] }
    expect(keepHeldFigure(read, { key: 'W1 2024-03-13T00:00:00' })).toEqual(read)
  })

  it('stays refused under its own key, the others left out', () => {
    const refused = [
      refusal('W1/2024-03-13/oil_production/allocated'),
      refusal(held),
      refusal('W1 2024-03-13T00:00:00'),
    ]
    expect(keepHeldFigure({ rows: [], refused }, { key: held }).refused.map(({ key }) => key)).toEqual([held, held])
  })
})
