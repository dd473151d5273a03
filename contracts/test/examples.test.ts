import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ProblemCode, problemTable, type Kpi } from '../src/index.ts'
import { apiExamples, exampleAddress, problemExamples } from '../src/examples.ts'
import { listRoutes } from '../src/openapi/list-routes.ts'
import { contentOf } from '../src/openapi/responses.ts'

const answers = listRoutes().flatMap(({ name, route, examples }) =>
  Object.entries(route.responses).map(([status, schema]) => ({
    name,
    status,
    schema,
    example: examples[Number(status)],
  })),
)

const isSuccess = (status: string): boolean => status.startsWith('2')

const requests = listRoutes().map(({ name, route, request, examples }) => {
  const success = Object.keys(route.responses).find(isSuccess)
  return { name, route, request, success: examples[Number(success)] }
})

/** Headers are declared as a plain map of schemas, the rest as objects. */
const schemaOf = (declared: unknown): z.ZodType =>
  declared instanceof z.ZodType ? declared : z.object(z.record(z.string(), z.instanceof(z.ZodType)).parse(declared))

/** Ids, days and instants: what a request names, and its answer is about. */
const isNamed = (text: string): boolean => /^[a-z]+-[a-z0-9]{6,}$|^\d{4}-\d\d-\d\d($|T)/.test(text)

describe('the example request', () => {
  it.each(requests)('of $name is taken by its route, and nothing of it is passed over', ({ route, request }) => {
    const { params, query, headers, body } = request
    const parts = [
      [route.pathParams, params],
      [route.query, query],
      [route.headers, headers],
    ] as const
    for (const [declared, sent] of parts) {
      if (sent === undefined) continue
      const taken = schemaOf(declared).parse(sent) as object
      expect(Object.keys(taken)).toStrictEqual(expect.arrayContaining(Object.keys(sent)))
    }
    if (body !== undefined && 'body' in route) expect(schemaOf(route.body).parse(body)).toStrictEqual(body)
  })

  it.each(requests)('of $name is the one that its success answers', ({ request, success }) => {
    const values = Object.values({ ...request.params, ...request.query }).flatMap((value) => String(value).split(','))
    const answered = JSON.stringify(success)
    expect(values.filter((value) => isNamed(value) && !answered.includes(value))).toStrictEqual([])
  })

  const writes = requests.flatMap(({ name, request, success }) => {
    const { expectedVersion } = { ...request.query, ...(request.body as { expectedVersion?: number } | undefined) }
    return expectedVersion === undefined ? [] : [{ name, expectedVersion, success }]
  })

  it.each(writes)('of $name expects the version before the one that it makes', ({ expectedVersion, success }) => {
    expect(success).toMatchObject({ data: { version: expectedVersion + 1 } })
  })

  it('is written as an address, encoded', () => {
    const request = { params: { id: 'a/b' }, query: { from: '2026-11-19T08:00:00Z', limit: 5 } }
    expect(exampleAddress('/things/:id/parts', request)).toBe(
      '/things/a%2Fb/parts?from=2026-11-19T08%3A00%3A00Z&limit=5',
    )
    expect(exampleAddress('/things', {})).toBe('/things')
  })
})

describe('examples', () => {
  it.each(answers)('$name $status fits its schema and holds nothing undeclared', ({ schema, example }) => {
    // Parsing strips what the schema doesn't declare, so equality shows that nothing was there to strip.
    expect(contentOf(schema)?.body.parse(example) ?? null).toStrictEqual(example)
  })

  it.each(answers)('$name $status survives JSON', ({ example }) => {
    expect(JSON.parse(JSON.stringify(example))).toStrictEqual(example)
  })

  it.each(answers.filter(({ status }) => Number(status) >= 400))('$name $status carries its own status', (answer) => {
    expect(answer.example).toMatchObject({ status: Number(answer.status) })
  })

  it.each(ProblemCode.options)('problem %s has the status and title of its code', (code) => {
    expect(problemExamples[code]).toMatchObject({ code, ...problemTable[code] })
  })
})

describe('the field that the examples speak of', () => {
  const closeTo = (value: number | null | undefined): unknown => expect.closeTo(value ?? Number.NaN, 6)
  const sum = (values: readonly (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0)

  const { summary, performance, gaps, flow, signals } = apiExamples
  const levels = Object.entries(performance).map(([name, answer]) => ({ name, ...answer[200].data }))
  const kpis: Kpi[] = [
    ...levels.flatMap((level) => [...level.kpis, ...level.children.map((child) => child.kpi)]),
    ...summary.readSummary[200].data.tiles.flatMap((tile) => [tile.kpi, ...tile.others]),
  ]

  it('gives each delta as actual minus plan', () => {
    for (const { actual, plan, delta } of kpis) {
      if (actual.value === null || plan.value === null) expect(delta).toBeNull()
      else expect(delta).toEqual(closeTo(actual.value - plan.value))
    }
  })

  it.each(levels)('$name sums its days to its figure', ({ kpis: [main], series: [actual] }) => {
    expect(main?.actual.value).toEqual(closeTo(sum(actual?.values ?? [])))
  })

  it.each(levels.filter((level) => level.children.length > 0))(
    '$name sums its children',
    ({ kpis: [main], children }) => {
      expect(main?.actual.value).toEqual(closeTo(sum(children.map((child) => child.kpi.actual.value))))
      expect(main?.plan.value).toEqual(closeTo(sum(children.map((child) => child.kpi.plan.value))))
    },
  )

  it.each(levels)('$name has columns as long as its periods', ({ periods, series }) => {
    const lengths = series.flatMap(({ values, quality, status, coverage }) => [values, quality, status, coverage])
    expect(new Set(lengths.map((column) => column.length))).toStrictEqual(new Set([periods.length]))
  })

  it('says the same of one day in the summary and in the performance', () => {
    const [tile] = summary.readSummary[200].data.tiles
    expect(tile?.kpi.actual.value).toBe(performance.readAssetPerformance[200].data.series[0]?.values.at(-1))
    expect(tile?.sparkline.slice(-7)).toStrictEqual(performance.readAssetPerformance[200].data.series[0]?.values)
  })

  it('closes the waterfall: each step starts where the last ended', () => {
    const { waterfall } = gaps.readGapDrivers[200].data
    let level = 0
    for (const bar of waterfall) {
      expect(bar.value).toEqual(closeTo(bar.end - bar.start))
      if (bar.kind === 'total') expect(bar.start).toBe(0)
      else expect(bar.start).toBe(level)
      if (bar.kind === 'total' && level !== 0) expect(bar.end).toBe(level)
      level = bar.end
    }
  })

  it('balances each phase at each node', () => {
    for (const { links, balances } of flow.readProductionFlow[200].data.phases) {
      for (const { nodeId, inflow, outflow, unaccounted } of balances) {
        expect(inflow).toEqual(closeTo(sum(links.filter((link) => link.to === nodeId).map((link) => link.value))))
        expect(inflow).toEqual(closeTo(sum(links.filter((link) => link.from === nodeId).map((link) => link.value))))
        expect(outflow.unaccounted).toBe(unaccounted)
      }
    }
  })

  it('has one instant, value and quality for each sample, oldest first', () => {
    const { at, value, quality } = signals.readSamples[200].data.samples
    expect([value.length, quality.length]).toStrictEqual([at.length, at.length])
    expect(at).toStrictEqual(at.toSorted())
  })
})
