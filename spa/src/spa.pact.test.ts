import { QueryClient } from '@tanstack/react-query'
import { matchers, openPact } from '@tieback/pact'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseAddress } from './app/address.ts'
import { setApiBase } from './app/api-client.ts'
import { ApiProblem } from './app/api-problem.ts'
import { treeQuery } from './app/tree.query.ts'
import { flowQuery, gapQuery, nodeQuery, performanceQuery, samplesQuery } from './features/node/node.queries.ts'
import { changesQuery, summaryQuery } from './features/overview/overview.queries.ts'
import { sourcesQuery } from './features/sources/sources.queries.ts'

const { boolean, constrainedArrayLike, eachLike, fromProviderState, integer, number, regex, string } = matchers

const consumer = openPact('tieback-spa')
const reported = 'a field of two wells has reported three days'

const address = parseAddress(new URLSearchParams('from=2026-03-09&to=2026-03-12'))
const lastDay = '2026-03-11'

const instant = regex('^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$', '2026-03-11T05:00:00.000Z')
const day = regex('^\\d{4}-\\d\\d-\\d\\d$', lastDay)
const nodeId = (kind: string) => regex('^[a-z]+-[a-z0-9]+$', `${kind}-1x2y3z`)
const nodeRef = (kind: string, name: string) => ({ id: nodeId(kind), kind, name: string(name) })
const unit = { unit: string('m3'), label: string('Sm³') }
const figure = (value: number) => ({ value: number(value), quality: string('good') })
const kpi = {
  quantity: string('oil_production'),
  unit,
  actual: figure(1_190.5),
  plan: figure(1_500.5),
  delta: number(-310.5),
}
const meta = {
  asOf: instant,
  sources: eachLike({ id: string('ec'), status: string('ok') }),
  provisional: boolean(true),
}

const idInPath = (path: string, name: string, example: string) =>
  fromProviderState(path.replace(':id', `\${${name}}`), path.replace(':id', example))

describe('the web application relies on the server for', () => {
  let queries: QueryClient
  beforeEach(() => {
    queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  })

  it('the portfolio with its tiles', async () => {
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('the portfolio of a day')
      .withRequest('GET', '/api/v1/summary', (request) => request.query({ unitSystem: 'metric', day: lastDay }))
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            day: { day, start: instant, end: instant, hours: number(24), timeZone: string('Europe/Oslo') },
            total: eachLike(kpi),
            tiles: eachLike({
              node: nodeRef('asset', 'Vela'),
              kpi,
              provisional: boolean(true),
              sourceIds: eachLike(string('ec')),
            }),
          },
          meta,
        }),
      )
      .executeTest(async ({ url }) => {
        setApiBase(url)
        const { data } = await queries.query(summaryQuery(address))
        expect(data.tiles[0]?.kpi.actual.value).toBe(1_190.5)
      })
  })

  it('the tree, parents first', async () => {
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('the tree of a day')
      .withRequest('GET', '/api/v1/assets', (request) => request.query({ day: lastDay }))
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            nodes: eachLike({
              id: nodeId('asset'),
              kind: string('asset'),
              name: string('Vela'),
              state: string('normal'),
              worstBelow: string('normal'),
            }),
          },
          meta: { asOf: instant },
        }),
      )
      .executeTest(async ({ url }) => {
        setApiBase(url)
        const { data } = await queries.query(treeQuery(address))
        expect(data.nodes[0]).toMatchObject({ name: 'Vela' })
      })
  })

  it('a well with its path, siblings and series', async () => {
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('one well')
      .withRequest('GET', idInPath('/api/v1/assets/:id', 'wellId', 'well-1x2y3z'), (request) =>
        request.query({ day: lastDay }),
      )
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            node: nodeRef('well', 'V-31'),
            path: eachLike(nodeRef('asset', 'Vela')),
            siblings: eachLike(nodeRef('well', 'V-32')),
            calendar: { timeZone: string('Europe/Oslo'), dayStart: string('06:00') },
            signals: eachLike({
              id: nodeId('sig'),
              name: string('Oil rate'),
              quantity: string('oil_production'),
              unit,
            }),
            dataRange: { firstDay: day, lastDay: day, finest: string('day') },
          },
          meta: { asOf: instant },
        }),
      )
      .executeTest(async ({ url }) => {
        setApiBase(url)
        const { data } = await queries.query(nodeQuery('well-1x2y3z', address))
        expect(data.signals).toHaveLength(1)
      })
  })

  it('what a hub made over a range, with its children', async () => {
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('the performance of a hub')
      .withRequest('GET', idInPath('/api/v1/hubs/:id/performance', 'hubId', 'hub-1x2y3z'), (request) =>
        request.query({ granularity: 'day', unitSystem: 'metric', from: '2026-03-09', to: '2026-03-12' }),
      )
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            node: nodeRef('hub', 'Vela B'),
            periods: eachLike({ label: string(lastDay), start: instant, end: instant, hours: number(24) }, 3),
            kpis: eachLike(kpi),
            series: eachLike({
              quantity: string('oil_production'),
              measure: string('allocated'),
              unit,
              values: eachLike(number(1_190.5)),
              quality: eachLike(string('good')),
            }),
            children: eachLike({ node: nodeRef('facility', 'Facility 3'), kpi }),
          },
          meta,
        }),
      )
      .executeTest(async ({ url }) => {
        setApiBase(url)
        const { data } = await queries.query(performanceQuery('hub-1x2y3z', address))
        expect(data.periods).toHaveLength(3)
      })
  })

  it('where an asset lost, and why', async () => {
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('the gap drivers of an asset')
      .withRequest('GET', '/api/v1/gap-drivers', (request) =>
        request.query({
          node: fromProviderState('${assetId}', 'asset-1x2y3z'),
          quantity: 'oil_production',
          from: lastDay,
          to: '2026-03-12',
          unitSystem: 'metric',
        }),
      )
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            unit,
            waterfall: eachLike(
              {
                key: string('potential'),
                label: string('Potential'),
                kind: string('total'),
                value: number(1.5),
                start: number(0),
                end: number(1.5),
              },
              3,
            ),
            ranked: eachLike({
              node: nodeRef('well', 'V-31'),
              gap: number(-300.5),
              causes: constrainedArrayLike(
                {
                  reason: string('Choke failure'),
                  planned: boolean(false),
                  since: instant,
                  deferred: number(275.5),
                },
                0,
                20,
                1,
              ),
            }),
          },
          meta,
        }),
      )
      .executeTest(async ({ url }) => {
        setApiBase(url)
        const range = { from: lastDay, to: '2026-03-12' }
        const { data } = await queries.query(gapQuery('asset-1x2y3z', 'oil_production', range, address))
        expect(data.ranked[0]?.causes[0]?.reason).toBe('Choke failure')
      })
  })

  it('where the volumes of a day went', async () => {
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('the production flow of an asset')
      .withRequest('GET', '/api/v1/production-flow', (request) =>
        request.query({ node: fromProviderState('${assetId}', 'asset-1x2y3z'), day: lastDay, unitSystem: 'metric' }),
      )
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            nodes: eachLike({ id: nodeId('well'), kind: string('well'), name: string('V-31') }),
            phases: eachLike({
              phase: string('oil'),
              unit,
              links: eachLike({
                from: string('well-1x2y3z'),
                to: string('facility-1x2y3z'),
                value: number(700.5),
                quality: string('good'),
              }),
            }),
          },
          meta,
        }),
      )
      .executeTest(async ({ url }) => {
        setApiBase(url)
        const { data } = await queries.query(flowQuery('asset-1x2y3z', lastDay, address))
        expect(data.phases[0]?.links).toHaveLength(1)
      })
  })

  it('the samples of a series as columns', async () => {
    const [from, to] = ['2026-03-12T07:00:00.000Z', '2026-03-12T09:00:00.000Z']
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('the samples of a series')
      .withRequest('GET', idInPath('/api/v1/signals/:id/samples', 'signalId', 'sig-1x2y3z'), (request) =>
        request.query({ from, to, maxPoints: '2000', unitSystem: 'metric' }),
      )
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            unit,
            samples: { at: eachLike(instant), value: eachLike(number(940.5)), quality: eachLike(string('good')) },
          },
          meta: { asOf: instant },
        }),
      )
      .executeTest(async ({ url }) => {
        setApiBase(url)
        const { data } = await queries.query(samplesQuery('sig-1x2y3z', from, to, address))
        expect(data.samples.value).toEqual([940.5])
      })
  })

  it('how each source stands', async () => {
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('the sources')
      .withRequest('GET', '/api/v1/sources')
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            sources: eachLike({
              id: string('ec'),
              name: string('Accounting'),
              kind: string('energy-components'),
              status: string('ok'),
              quarantined: integer(0),
            }),
          },
          meta: { asOf: instant },
        }),
      )
      .executeTest(async ({ url }) => {
        setApiBase(url)
        const { data } = await queries.query(sourcesQuery({ asOf: null }))
        expect(data.sources[0]?.name).toBe('Accounting')
      })
  })

  it('what changed since it looked, counted by kind', async () => {
    const since = '2026-03-01T00:00:00.000Z'
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('the changes since an instant')
      .withRequest('GET', '/api/v1/changes', (request) => request.query({ since, limit: '1000', unitSystem: 'metric' }))
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            counts: { new: integer(6), restated: integer(0), status: integer(0), withdrawn: integer(0) },
            nextCursor: null,
          },
          meta: { asOf: instant },
        }),
      )
      .executeTest(async ({ url }) => {
        setApiBase(url)
        const { data } = await queries.query(changesQuery(address, since))
        expect(data.counts.new).toBe(6)
      })
  })

  it('a problem with code and advice for a node that is not there', async () => {
    await consumer.pact
      .addInteraction()
      .given('the store holds no node')
      .uponReceiving('a node that is not there')
      .withRequest('GET', '/api/v1/assets/well-gone', (request) => request.query({ day: lastDay }))
      .willRespondWith(404, (answer) =>
        answer
          .jsonBody({
            code: 'not-found',
            type: string('/docs/problems#not-found'),
            title: string('Not there'),
            status: 404,
            detail: string('No node well-gone.'),
          })
          // A JSON body is taken for application/json; a problem has a type of its own.
          .matchingRules({
            header: [{ path: 'Content-Type', rules: [string()] }],
          }),
      )
      .executeTest(async ({ url }) => {
        setApiBase(url)
        const failure = await queries.query(nodeQuery('well-gone', address)).catch((error: unknown) => error)
        expect(failure).toBeInstanceOf(ApiProblem)
        expect(failure).toMatchObject({ code: 'not-found', status: 404 })
      })
  })

  it('no more and no less than the committed pact says', async () => {
    const { written, committed } = await consumer.readBoth()
    expect(committed, 'the committed pact is stale: run "npm run pact:update"').toEqual(written)
  })
})
