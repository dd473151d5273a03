import { describe, expect, it } from 'vitest'
import { matchers, openPact } from '../src/committed-pact.ts'
import { findLargestLoss, readReport } from './morning-report.ts'

const { boolean, constrainedArrayLike, eachLike, fromProviderState, number, regex, string } = matchers

const consumer = openPact('morning-report')

const day = regex(/^\d{4}-\d{2}-\d{2}$/.source, '2026-03-11')

describe('the morning report relies on Tieback for', () => {
  it('the actual and plan of each asset on the last whole production day', async () => {
    await consumer.pact
      .addInteraction()
      .given('a field of two wells has reported three days')
      .uponReceiving('what each asset made')
      .withRequest('GET', '/api/v1/summary', (request) => request.query({ unitSystem: 'metric' }))
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            day: { day },
            tiles: eachLike({
              node: { name: string('Vela') },
              kpi: { actual: { value: number(1_190.5) }, plan: { value: number(1_500.5) } },
              provisional: boolean(true),
            }),
          },
        }),
      )
      .executeTest(async ({ url }) => {
        expect(await readReport(url)).toEqual([
          { asset: 'Vela', day: '2026-03-11', actual: 1_190.5, plan: 1_500.5, provisional: true },
        ])
      })
  })

  it('the largest loss of a day with the words of the site', async () => {
    await consumer.pact
      .addInteraction()
      .given('a field of two wells has reported three days')
      .uponReceiving('the largest loss of an asset')
      .withRequest('GET', '/api/v1/gap-drivers', (request) =>
        request.query({
          node: fromProviderState('${assetId}', 'asset-1x2y3z'),
          from: '2026-03-11',
          to: '2026-03-12',
          top: '1',
        }),
      )
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            ranked: eachLike({
              node: { name: string('V-31') },
              gap: number(-300.5),
              causes: constrainedArrayLike({ reason: string('Choke failure') }, 0, 20, 1),
            }),
          },
        }),
      )
      .executeTest(async ({ url }) => {
        const loss = await findLargestLoss(url, { node: 'asset-1x2y3z', from: '2026-03-11', to: '2026-03-12' })
        expect(loss).toEqual({ well: 'V-31', gap: -300.5, reason: 'Choke failure' })
      })
  })

  it('a problem with a code and advice where a node is not there', async () => {
    await consumer.pact
      .addInteraction()
      .given('the store holds no node')
      .uponReceiving('the largest loss of a node that is not there')
      .withRequest('GET', '/api/v1/gap-drivers', (request) =>
        request.query({ node: 'asset-gone', from: '2026-03-11', to: '2026-03-12', top: '1' }),
      )
      .willRespondWith(404, (answer) =>
        answer
          .jsonBody({ code: 'not-found', detail: string('There is no node asset-gone.') })
          // A JSON body is taken for application/json; a problem has a type of its own.
          .matchingRules({ header: [{ path: 'Content-Type', rules: [string()] }] }),
      )
      .executeTest(async ({ url }) => {
        const reading = findLargestLoss(url, { node: 'asset-gone', from: '2026-03-11', to: '2026-03-12' })
        await expect(reading).rejects.toMatchObject({ code: 'not-found' })
      })
  })
  it('no more and no less than the committed pact says', async () => {
    const { written, committed } = await consumer.readBoth()
    expect(committed, 'the committed pact is stale: run "npm run pact:update"').toEqual(written)
  })
})
