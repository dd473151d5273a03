import type {
  FlowBalance,
  Forecast,
  Kpi,
  OptimizationResult,
  Performance,
  PhaseFlow,
  PipelineEta,
  Scenario,
  ScenarioRun,
  TerminalOperations,
  WaterfallBar,
} from '@tieback/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMock, type OpenMock } from './test/open-mock.ts'

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0)

/** Of a sum, relative to its size. */
const closes = (part: number, whole: number): void => {
  expect(Math.abs(part - whole)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(whole)))
}

const units = ['metric', 'field'] as const
const parents = [
  '/assets/asset-t7n2d4r6k8',
  '/assets/asset-s3m7k5l2g9',
  '/hubs/hub-t7n3n5h7q2',
  '/facilities/facility-t7a4f6p2m3',
]

describe('sums', () => {
  let mock: OpenMock
  beforeAll(() => {
    mock = openMock()
  })
  afterAll(() => mock.close())

  it.each(parents.flatMap((path) => units.map((unitSystem) => ({ path, unitSystem }))))(
    'the children of $path add up to it, in $unitSystem units',
    async ({ path, unitSystem }) => {
      const { data } = await mock.get(`${path}/performance?from=2026-11-05&to=2026-11-19&unitSystem=${unitSystem}`)
      const { kpis, children } = data as Performance
      const [main] = kpis
      const own = children.filter(({ kpi }) => kpi.quantity === main?.quantity)
      const of = (kpi: Kpi | undefined) => [kpi?.actual.value, kpi?.plan.value, kpi?.potential.value]
      for (const index of [0, 1, 2]) {
        closes(sum(own.map(({ kpi }) => of(kpi)[index] ?? null)), of(main)[index] ?? Number.NaN)
      }
    },
  )

  it('the tiles of the summary add up to its total', async () => {
    const { data } = await mock.get('/summary')
    const { tiles, total } = data as { tiles: { kpi: Kpi; others: Kpi[] }[]; total: Kpi[] }
    for (const { quantity, actual } of total) {
      const kpis = tiles.flatMap(({ kpi, others }) => [kpi, ...others]).filter((kpi) => kpi.quantity === quantity)
      closes(sum(kpis.map((kpi) => kpi.actual.value)), actual.value ?? 0)
    }
    expect(total.map(({ quantity }) => quantity)).toContain('oil_production')
  })

  it('the days of a month add up to it', async () => {
    const range = 'from=2026-10-01&to=2026-11-01'
    const months = await mock.get(`/assets/asset-t7n2d4r6k8/performance?${range}&granularity=month`)
    const days = await mock.get(`/assets/asset-t7n2d4r6k8/performance?${range}`)
    const allocatedOf = ({ series }: Performance) => series.find(({ measure }) => measure === 'allocated')?.values ?? []
    const month = allocatedOf(months.data as Performance)
    expect(month).toHaveLength(1)
    closes(sum(allocatedOf(days.data as Performance)), month[0] ?? Number.NaN)
  })

  it.each(units)(
    'each bar of a waterfall starts where the last ended, and the totals are met, in %s units',
    async (unitSystem) => {
      const { data } = await mock.get(`/gap-drivers?node=asset-t7n2d4r6k8&unitSystem=${unitSystem}`)
      const { waterfall } = data as { waterfall: WaterfallBar[] }
      expect(waterfall.map(({ key }) => key)).toEqual(
        expect.arrayContaining(['potential', 'plan', 'unexplained', 'actual']),
      )
      expect(waterfall.some(({ kind }) => kind === 'unplanned')).toBe(true)
      for (const [index, bar] of waterfall.entries()) {
        const before = waterfall[index - 1]
        if (before !== undefined) closes(bar.kind === 'total' ? bar.end : bar.start, before.end)
        closes(bar.end - bar.start, bar.value)
      }
    },
  )

  it('what wells lost stands in the ranked list with its causes', async () => {
    const { data } = await mock.get('/gap-drivers?node=asset-t7n2d4r6k8&top=200')
    const { ranked } = data as { ranked: { gap: number; actual: number; plan: number; causes: unknown[] }[] }
    for (const { gap, actual, plan } of ranked) closes(actual - plan, gap)
    expect(ranked.map(({ gap }) => gap)).toEqual(ranked.map(({ gap }) => gap).toSorted((a, b) => a - b))
    expect(ranked[0]?.causes).not.toEqual([])
  })

  it.each(units)('what flows into a node flows out of it, in %s units', async (unitSystem) => {
    const { data } = await mock.get(`/production-flow?node=asset-t7n2d4r6k8&unitSystem=${unitSystem}`)
    const { phases } = data as { phases: PhaseFlow[] }
    expect(phases.map(({ phase }) => phase)).toEqual(['oil', 'gas', 'water'])
    for (const { links, balances } of phases) {
      for (const balance of balances) {
        const onward = links.filter(({ from, to }) => from === balance.nodeId && !to.startsWith('sink:'))
        closes(outOf(balance) + sum(onward.map(({ value }) => value)), balance.inflow)
      }
      // Nothing of an invented field should be hard to explain.
      const fromWells = sum(links.filter(({ from }) => from.startsWith('well-')).map(({ value }) => value))
      expect(Math.abs(balances.at(-1)?.unaccounted ?? Infinity)).toBeLessThan(0.01 * fromWells)
    }
  })

  it('stock opens, receives, is lifted and closes', async () => {
    const { data } = await mock.get('/terminal/terminal-h3v8n5s2k7/operations')
    const { grades, tanks, stock, movements } = data as TerminalOperations
    const { opening, receipts, liftings, adjustments, unaccounted, closing, from, to } = grades[0]?.balance ?? {}
    closes(sum([opening ?? 0, receipts ?? 0, -(liftings ?? 0), adjustments ?? 0, unaccounted ?? 0]), closing ?? 0)
    closes(sum(tanks.map((tank) => tank.stock.value)), stock.stock ?? 0)
    closes(sum(tanks.map((tank) => tank.ullageVolume)), stock.ullageVolume ?? 0)
    expect((stock.stock ?? 0) + (stock.ullageVolume ?? 0)).toBeGreaterThanOrEqual(stock.maxOperating - 1e-6)
    expect(movements.some(({ kind }) => kind === 'lifting')).toBe(true)
    // What nobody can explain is the error of the gauges, and the tanks never overflow.
    expect(Math.abs(unaccounted ?? Infinity)).toBeLessThan(0.01 * (opening ?? 0))
    expect(stock.stock).toBeGreaterThan(stock.deadStock)
    expect(stock.stock).toBeLessThan(stock.maxOperating)
    expect([from, to]).not.toContain(undefined)
  })

  it('quantiles of a projection do not cross, and the berth is never free and taken at once', async () => {
    const { data } = await mock.get('/terminal/terminal-h3v8n5s2k7/operations?step=six-hours')
    const { grades, berths } = data as TerminalOperations
    const [low, middle, high] = grades[0]?.projection?.stock.values ?? []
    for (const [index, value] of (middle ?? []).entries()) {
      expect(low?.[index]).toBeLessThanOrEqual(value ?? 0)
      expect(high?.[index]).toBeGreaterThanOrEqual(value ?? 0)
    }
    const windows = berths[0]?.availability ?? []
    expect(windows.slice(1).map(({ from }) => from)).toEqual(windows.slice(0, -1).map(({ to }) => to))
  })

  it('the parcels in a line fill it', async () => {
    const { data } = await mock.get('/pipelines/pipeline-t8o4l2n7e5/eta')
    const { linefill } = data as PipelineEta
    closes(sum((linefill?.parcels ?? []).map(({ volumeInLine }) => volumeInLine)), linefill?.volume ?? 0)
    closes(sum((linefill?.byShipper ?? []).map(({ volume }) => volume)), linefill?.volume ?? 0)
  })

  it('the parts of a forecast add up to its median, and its quantiles do not cross', async () => {
    const list = await mock.get('/forecasts?node=asset-t7n2d4r6k8&latestOnly=true')
    const { forecasts } = list.data as { forecasts: { id: string }[] }
    const { data } = await mock.get(`/forecasts/${forecasts[0]?.id ?? ''}`)
    const { quantiles, contributions } = data as Forecast
    for (let step = 0; step < 30; step++) {
      const column = (quantiles?.values ?? []).map((values) => values[step] ?? 0)
      expect(column).toEqual(column.toSorted((a, b) => a - b))
      closes(sum(contributions.map(({ values }) => values[step] ?? 0)), column[2] ?? 0)
    }
  })

  it.each(units)('an optimum keeps its limit, and its moves are what it gains, in %s units', async (unitSystem) => {
    const { data } = await mock.get(`/optimization/recommendations?node=hub-t7n3n5h7q2&unitSystem=${unitSystem}`)
    const { result } = data as { result: OptimizationResult }
    const [gas] = result.constraints
    expect(gas?.isBinding).toBe(true)
    closes(gas?.activity ?? 0, gas?.limit ?? Number.NaN)
    closes(result.proposed.gas, gas?.activity ?? Number.NaN)
    closes(sum(result.moves.map(({ delta }) => delta.oil)), result.delta.oil)
    expect(result.versusCurrent.value).toBeGreaterThan(0)
    closes(result.moves.at(-1)?.upliftCumulative ?? 0, result.versusCurrent.value)
  })

  it('one more unit of gas handling gains what its price says', async () => {
    const unit = { unit: 'm3/d', reference: 'metric', basis: null, label: 'Sm³/d' }
    const objective = { kind: 'oil', policy: null, movesMax: null }
    const asked = { description: null, objective, lockedWells: [], baseSnapshotId: null, node: 'hub-t7n3n5h7q2' }
    const solve = async (limit: number): Promise<OptimizationResult> => {
      const constraintOverrides = [{ key: 'gas-capacity', limit, unit, note: null }]
      const scenario = await mock.send('POST', '/optimization/scenarios', {
        name: 'Gas',
        ...asked,
        constraintOverrides,
      })
      const runs = `/optimization/scenarios/${(scenario.data as Scenario).id}/runs`
      const run = await mock.send('POST', runs, { scenarioVersion: 1, gapMax: 0, timeLimit: 60 })
      mock.advance(10_000)
      return ((await mock.get(`${runs}/${(run.data as ScenarioRun).id}`)).data as { result: OptimizationResult }).result
    }
    const at = await mock.get('/optimization/recommendations?node=hub-t7n3n5h7q2')
    const [now] = (at.data as { result: OptimizationResult }).result.constraints
    const [less, more] = [await solve((now?.limit ?? 0) - 50), await solve((now?.limit ?? 0) + 50)]
    closes((more.objective.value - less.objective.value) / 100, now?.price ?? Number.NaN)
  })
})

const outOf = ({ outflow }: FlowBalance): number => sum(Object.values(outflow))
