import type {
  ChangeList,
  GapDrivers,
  Meta,
  NodeDetail,
  Performance,
  SignalSamples,
  Summary,
  TreeNode,
} from '@tieback/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { upsertSource, withKnowledge, writeDeferments, writeFacts } from '@tieback/store'
import { parseClock } from '../src/config/clock.ts'
import { openReading } from '../src/reading/reader.ts'
import { dayFacts, fact, idOf, namespace, oilSignalId, writeDay, writeSmallField } from './small-field.ts'
import { startTestApp, type TestApp } from './test-app.ts'

interface Answer<Data> {
  readonly data: Data
  readonly meta: Meta
}

describe('the figures', () => {
  let server: TestApp
  let knownAt: Date

  beforeEach(async () => {
    server = await startTestApp()
    knownAt = await writeSmallField(server.pool)
  })
  afterEach(() => server.dispose())

  // Safe: the shapes are checked against the contract by the route tests.
  const read = async <Data>(path: string): Promise<Answer<Data>> => (await server.get(path)).body as Answer<Data>

  it('of the summary are those of the last whole production day', async () => {
    const { data, meta } = await read<Summary>('/api/v1/summary')
    expect(data.day).toMatchObject({ day: '2026-03-11', start: '2026-03-11T05:00:00.000Z', hours: 24 })
    expect(data.tiles).toHaveLength(1)
    expect(data.tiles[0]?.kpi).toMatchObject({ actual: { value: 1_190 }, plan: { value: 1_500 }, delta: -310 })
    expect(data.tiles[0]?.sparkline.slice(-3)).toEqual([1_500, 1_460, 1_190])
    expect(data.total[0]?.actual.value).toBe(1_190)
    expect(meta).toMatchObject({ provisional: true, asOf: knownAt.toISOString() })
  })

  it('of the moment are the newest samples, with the share of wells that have one', async () => {
    const { data } = await read<Summary>('/api/v1/summary')
    expect(data.tiles[0]?.now).toMatchObject({ value: 950, coverage: 1, unit: { label: 'Sm³/d' } })
  })

  it('say which sources they rest on and how those stand', async () => {
    const { meta } = await read<Summary>('/api/v1/summary')
    expect(meta.sources).toEqual([
      expect.objectContaining({ id: 'ec', status: 'ok' }),
      expect.objectContaining({ id: 'pi', status: 'down', message: 'the historian refused the connection' }),
    ])
  })

  it('of days do not rest on the historian, so its outage does not touch them', async () => {
    const { meta } = await read<GapDrivers>(`/api/v1/gap-drivers?node=${idOf('asset')}`)
    expect(meta.sources.map(({ id }) => id)).toEqual(['ec'])
    const { data } = await read<Summary>('/api/v1/summary')
    expect(data.tiles[0]?.sourceIds).toEqual(['ec', 'pi'])
  })

  it('stay the same bytes for an asOf, whatever is restated later', async () => {
    const frozen = [
      `/api/v1/summary?asOf=${knownAt.toISOString()}`,
      `/api/v1/assets?asOf=${knownAt.toISOString()}`,
      `/api/v1/hubs/${idOf('hub')}/performance?asOf=${knownAt.toISOString()}`,
      `/api/v1/gap-drivers?node=${idOf('asset')}&asOf=${knownAt.toISOString()}`,
      `/api/v1/sources?asOf=${knownAt.toISOString()}`,
    ]
    const before = await Promise.all(frozen.map((path) => server.get(path)))
    await upsertSource(server.pool, { id: 'new', name: 'New', kind: 'files', namespace, expectedEveryS: null })
    await writeDay(server.pool, '2026-03-11', dayFacts('2026-03-11', [720, 490]))
    const after = await Promise.all(frozen.map((path) => server.get(path)))
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text))
    const { data } = await read<Summary>('/api/v1/summary')
    expect(data.tiles[0]?.kpi.actual.value).toBe(1_210)
  })

  it('that moved are listed with what they were, and why', async () => {
    const facts = dayFacts('2026-03-11', [720, 490]).map((each) =>
      each.value === 720 ? { ...each, note: 'meter factor corrected' } : each,
    )
    await writeDay(server.pool, '2026-03-11', facts)
    const { data } = await read<ChangeList>(`/api/v1/changes?since=${knownAt.toISOString()}`)
    expect(data.counts).toEqual({ new: 0, restated: 1, status: 0, withdrawn: 0 })
    expect(data.changes).toEqual([
      expect.objectContaining({
        kind: 'restated',
        node: { id: idOf('V-31'), kind: 'well', name: 'V-31' },
        day: '2026-03-11',
        before: 700,
        after: 720,
        cause: 'meter factor corrected',
      }),
    ])
  })

  it('of a range are sums over its days, and of a month its days in the range', async () => {
    const path = `/api/v1/facilities/${idOf('facility')}/performance?from=2026-03-09&to=2026-03-12`
    const byDay = await read<Performance>(path)
    expect(byDay.data.kpis[0]).toMatchObject({ actual: { value: 4_150 }, plan: { value: 4_500 }, delta: -350 })
    expect(byDay.data.periods.map(({ label }) => label)).toEqual(['2026-03-09', '2026-03-10', '2026-03-11'])
    const actual = byDay.data.series.find(({ measure }) => measure === 'allocated')
    expect(actual?.values).toEqual([1_500, 1_460, 1_190])
    const byMonth = await read<Performance>(`${path}&granularity=month`)
    expect(byMonth.data.series.find(({ measure }) => measure === 'allocated')?.values).toEqual([4_150])
  })

  it('of hours are rates, with plan as the rate of its day', async () => {
    const path = `/api/v1/wells/${idOf('V-31')}/performance?from=2026-03-11&to=2026-03-12&granularity=hour`
    const { data } = await read<Performance>(path)
    expect(data.periods).toHaveLength(24)
    const measured = data.series.find(
      ({ quantity, measure }) => quantity === 'oil_production' && measure === 'measured',
    )
    expect(measured?.values.slice(0, 3)).toEqual([900, 910, null])
    expect(data.series.find(({ measure }) => measure === 'plan')?.values[0]).toBe(1_000)
  })

  it('in field units are barrels', async () => {
    const path = `/api/v1/facilities/${idOf('facility')}/performance?from=2026-03-11&to=2026-03-12&unitSystem=field`
    const { data } = await read<Performance>(path)
    expect(data.kpis[0]?.unit).toMatchObject({ unit: 'bbl', label: 'stb' })
    expect(data.kpis[0]?.actual.value).toBeCloseTo(1_190 * 6.28981077, 3)
  })

  it('of days without an actual are not compared with their plan', async () => {
    await writeDay(server.pool, '2026-03-10', dayFacts('2026-03-10', [null, null]))
    const range = 'from=2026-03-09&to=2026-03-12'
    const { data } = await read<Performance>(`/api/v1/facilities/${idOf('facility')}/performance?${range}`)
    expect(data.kpis[0]).toMatchObject({ actual: { value: 2_690 }, plan: { value: 4_500 }, delta: -310 })
    expect(data.kpis[0]?.deltaShare).toBeCloseTo(-310 / 3_000, 9)
    const gaps = await read<GapDrivers>(`/api/v1/gap-drivers?node=${idOf('asset')}&${range}`)
    expect(gaps.data.waterfall.at(0)?.value).toBe(3_400)
    expect(gaps.data.waterfall.at(-1)?.value).toBe(2_690)
    expect(gaps.data.ranked[0]).toMatchObject({ node: { name: 'V-31' }, gap: -300, gapPerDay: -150, plan: 2_000 })
  })

  it('of the portfolio count an asset that has not reported yet as missing, not as absent', async () => {
    await writeDay(server.pool, '2026-03-11', dayFacts('2026-03-11', [null, null]))
    const { data, meta } = await read<Summary>('/api/v1/summary')
    expect(data.total[0]).toMatchObject({ actual: { value: null }, plan: { value: 1_500 }, delta: null })
    expect(meta.coverage).toMatchObject({ coverage: 0, missing: 1 })
  })

  it('of a past day come without what the field delivers now', async () => {
    const { data } = await read<Summary>('/api/v1/summary?day=2026-03-09')
    expect(data.tiles[0]).toMatchObject({ kpi: { actual: { value: 1_500 } }, now: null, last: null })
    const early = await read<Summary>('/api/v1/summary?day=2026-03-01')
    expect(early.data.tiles[0]).toMatchObject({ kpi: { actual: { value: null } }, last: null })
  })

  it('expect nothing of the days before a source first spoke of a node', async () => {
    const path = `/api/v1/facilities/${idOf('facility')}/performance?from=2026-02-01&to=2026-03-12`
    const { data } = await read<Performance>(path)
    expect(data.kpis[0]?.actual).toMatchObject({ value: 4_150, refused: null, coverage: { coverage: 1 } })
  })

  it('of a group event are those of its children, also where these lie elsewhere', async () => {
    const about = { category: 'process', reason: 'Compressor trip', planned: false, lossShare: 1 } as const
    const span = { start: new Date('2026-03-11T05:00:00Z'), end: new Date('2026-03-11T17:00:00Z') }
    await withKnowledge(server.pool, { sourceId: 'ec', runId: null, cause: 'test' }, (tx) =>
      writeDeferments(tx, [
        { ...about, ...span, eventId: 'G', nodeId: idOf('facility'), parentEventId: null },
        { ...about, ...span, eventId: 'G-1', nodeId: idOf('V-32'), parentEventId: 'G' },
      ]),
    )
    const gaps = await read<GapDrivers>(`/api/v1/gap-drivers?node=${idOf('V-31')}&from=2026-03-11&to=2026-03-12`)
    expect(gaps.data.ranked[0]?.causes.map(({ reason }) => reason)).toEqual(['Choke failure'])
  })

  it('of a frozen reading are told by the field’s clock as it stood then, and rest on nothing that is dropped', async () => {
    const clock = parseClock('2020-01-01T00:00:00Z@100')
    const settings = { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 }
    const time = await openReading({ pool: server.pool, clock, settings }, knownAt.toISOString())
    expect(time).toEqual({ asOf: knownAt, at: clock.at(knownAt), isFrozen: true })
    const range = 'from=2026-03-12T07:00:00Z&to=2026-03-12T09:00:00Z'
    const path = `/api/v1/signals/${oilSignalId}/samples?${range}&asOf=${knownAt.toISOString()}`
    const { data } = await read<SignalSamples>(path)
    expect(data).toMatchObject({ resolution: 'hourly', signal: { lastSampleAt: null } })
  })

  it('of months that only the source can split are given whole', async () => {
    await withKnowledge(server.pool, { sourceId: 'ec', runId: null, cause: 'test' }, (tx) =>
      writeFacts(tx, 'month', [
        fact('V-31', '2025-01-01', 'allocated', 31_000),
        fact('V-31', '2025-02-01', 'allocated', 28_000),
      ]),
    )
    const path = `/api/v1/wells/${idOf('V-31')}/performance?from=2025-01-31&to=2025-02-02&granularity=month`
    const { data } = await read<Performance>(path)
    expect(data).toMatchObject({ from: '2025-01-01', to: '2025-03-01' })
    expect(data.periods.map(({ hours }) => hours)).toEqual([744, 672])
    expect(data.kpis[0]?.actual.value).toBe(59_000)
  })

  it('rank the children and wells by what they lost, with the cause that a rule found', async () => {
    const { data } = await read<Performance>(
      `/api/v1/facilities/${idOf('facility')}/performance?from=2026-03-11&to=2026-03-12`,
    )
    expect(data.children.map(({ node }) => node.name)).toEqual(['V-31', 'V-32'])
    const gaps = await read<GapDrivers>(`/api/v1/gap-drivers?node=${idOf('asset')}&from=2026-03-11&to=2026-03-12`)
    expect(gaps.data.ranked[0]).toMatchObject({ node: { name: 'V-31' }, gap: -300, gapPerDay: -300 })
    expect(gaps.data.ranked[0]?.causes).toEqual([expect.objectContaining({ reason: 'Choke failure', deferred: 275 })])
  })

  it('of the waterfall close, with the unexplained shown', async () => {
    const { data } = await read<GapDrivers>(`/api/v1/gap-drivers?node=${idOf('asset')}&from=2026-03-11&to=2026-03-12`)
    const bars = data.waterfall
    expect(bars.at(0)).toMatchObject({ kind: 'total', value: 1_700 })
    expect(bars.at(-1)).toMatchObject({ kind: 'total', value: 1_190 })
    const steps = bars.filter(({ kind }) => kind !== 'total').reduce((sum, { value }) => sum + value, 0)
    expect(1_700 + steps).toBeCloseTo(1_190, 6)
    expect(bars.filter(({ kind }) => kind === 'rest')).toHaveLength(2)
  })

  it('that rest on too little are refused, not guessed', async () => {
    await writeDay(server.pool, '2026-03-11', dayFacts('2026-03-11', [null, 490]))
    const { data } = await read<Performance>(
      `/api/v1/facilities/${idOf('facility')}/performance?from=2026-03-11&to=2026-03-12`,
    )
    const actual = data.kpis[0]?.actual
    expect(actual?.value).toBeNull()
    expect(actual?.refused).toMatchObject({ reason: 'not-enough-data', threshold: 0.5 })
    expect(actual?.refused?.coverage).toBeCloseTo(600 / 1_700, 6)
  })

  it('of the tree carry the deviation from plan up to where it is seen', async () => {
    const { data } = await read<{ nodes: TreeNode[] }>('/api/v1/assets')
    const byName = new Map(data.nodes.map((node) => [node.name, node]))
    expect(byName.get('V-31')).toMatchObject({ deviation: -0.3, state: 'attention' })
    expect(byName.get('V-32')).toMatchObject({ state: 'normal', worstBelow: 'normal' })
    expect(byName.get('Vela')).toMatchObject({ worstBelow: 'attention' })
  })

  it('of a node tell its path, siblings, names and reach', async () => {
    const { data } = await read<NodeDetail>(`/api/v1/assets/${idOf('V-31')}`)
    expect(data.path.map(({ name }) => name)).toEqual(['Vela', 'Vela B', 'Facility 3'])
    expect(data.siblings.map(({ name }) => name)).toEqual(['V-31', 'V-32'])
    expect(data.dataRange).toEqual({ firstDay: '2026-03-09', lastDay: '2026-03-11', finest: 'day' })
    expect(data.signals[0]).toMatchObject({ sourceKey: 'V-31.OIL_RATE', unit: { label: 'Sm³/d' } })
  })

  it('of a series are its samples, and hourly averages where samples are no longer kept', async () => {
    const recent = await read<SignalSamples>(
      `/api/v1/signals/${oilSignalId}/samples?from=2026-03-12T07:00:00Z&to=2026-03-12T09:00:00Z`,
    )
    expect(recent.data).toMatchObject({ resolution: 'recorded', count: 3, samples: { value: [940, 945, 950] } })
    const old = await read<SignalSamples>(
      `/api/v1/signals/${oilSignalId}/samples?from=2026-03-01T00:00:00Z&to=2026-03-12T00:00:00Z`,
    )
    expect(old.data).toMatchObject({ resolution: 'hourly', samples: { value: [900, 910] } })
  })
})
