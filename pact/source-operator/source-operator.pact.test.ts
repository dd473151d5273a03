import { describe, expect, it } from 'vitest'
import { matchers, openPact } from '../src/committed-pact.ts'
import { check, follow, listDoubts, listFailed, listHeld, readAgain, replay, retry } from './source-operator.ts'

const { constrainedArrayLike, integer, regex, string } = matchers

const consumer = openPact('source-operator')
const reported = 'a field of two wells has reported three days'
const empty = 'the store holds no node'

const instant = regex('^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$', '2026-03-11T05:00:00.000Z')
// A JSON body is taken for application/json; a problem has a type of its own.
const ofAnyType = { header: [{ path: 'Content-Type', rules: [string()] }] }

/** None may be there: what comes is held to this shape. */
const anyNumberOf = <Item extends Parameters<typeof constrainedArrayLike>[0]>(item: Item) =>
  constrainedArrayLike(item, 0, 500, 1)

/** Work that was asked for: the queue may be quick, so the state is any. */
const work = (name: string, id: string) => ({ data: { id: string(id), name, state: string('waiting') } })

describe('whoever operates sources by script relies on Tieback for', () => {
  it('what of a source stands in quarantine, and whose it is to mend', async () => {
    const group = { dataset: 'production', reason: 'unmapped-node', owner: 'mapping', count: 2 }
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('what of a source was refused')
      .withRequest('GET', '/api/v1/sources/ec/quarantine', (request) => request.query({ limit: '1' }))
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            groups: anyNumberOf({
              dataset: string(group.dataset),
              reason: string(group.reason),
              owner: string(group.owner),
              count: integer(group.count),
            }),
          },
        }),
      )
      .executeTest(async ({ url }) => {
        expect(await listHeld(url, 'ec')).toEqual([group])
      })
  })

  it('a check of a source, as a job to follow', async () => {
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('a wish to check a source')
      .withRequest('POST', '/api/v1/sources/ec/checks', (request) => request.jsonBody({}))
      .willRespondWith(202, (answer) => answer.jsonBody(work('check-source', 'check-source--ec')))
      .executeTest(async ({ url }) => {
        expect(await check(url, 'ec')).toEqual({ id: 'check-source--ec', name: 'check-source', state: 'waiting' })
      })
  })

  it('days of a source read again', async () => {
    const days = { from: '2026-03-09', to: '2026-03-12' }
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('a wish to read days again')
      .withRequest('POST', '/api/v1/sources/ec/backfills', (request) => request.jsonBody(days))
      .willRespondWith(202, (answer) => answer.jsonBody(work('backfill-days', 'backfill-days--ec')))
      .executeTest(async ({ url }) => {
        expect(await readAgain(url, 'ec', days)).toMatchObject({ name: 'backfill-days' })
      })
  })

  it('a problem with a code where it asks for days the wrong way round', async () => {
    const days = { from: '2026-03-12', to: '2026-03-09' }
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('a wish to read days the wrong way round again')
      .withRequest('POST', '/api/v1/sources/ec/backfills', (request) => request.jsonBody(days))
      .willRespondWith(400, (answer) =>
        answer.jsonBody({ code: 'invalid-request', detail: string('The range is empty.') }).matchingRules(ofAnyType),
      )
      .executeTest(async ({ url }) => {
        await expect(readAgain(url, 'ec', days)).rejects.toMatchObject({ code: 'invalid-request' })
      })
  })

  it('refused rows mapped again', async () => {
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('a wish to map refused rows again')
      .withRequest('POST', '/api/v1/sources/ec/replays', (request) => request.jsonBody({ reason: 'unmapped-node' }))
      .willRespondWith(202, (answer) => answer.jsonBody(work('replay-quarantine', 'replay-quarantine--ec')))
      .executeTest(async ({ url }) => {
        expect(await replay(url, 'ec', 'unmapped-node')).toMatchObject({ name: 'replay-quarantine' })
      })
  })

  it('a problem with a code where a source is not there', async () => {
    await consumer.pact
      .addInteraction()
      .given(empty)
      .uponReceiving('a wish to check a source that is not there')
      .withRequest('POST', '/api/v1/sources/gone/checks', (request) => request.jsonBody({}))
      .willRespondWith(404, (answer) =>
        answer.jsonBody({ code: 'not-found', detail: string('There is no source gone.') }).matchingRules(ofAnyType),
      )
      .executeTest(async ({ url }) => {
        await expect(check(url, 'gone')).rejects.toMatchObject({ code: 'not-found' })
      })
  })

  it('the work about a source that has failed, with how much of it there is', async () => {
    const failed = { id: 'check-source--7', name: 'check-source', state: 'failed' }
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('the failed work about a source')
      .withRequest('GET', '/api/v1/jobs', (request) => request.query({ source: 'ec', state: 'failed' }))
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            counts: { failed: integer(1) },
            jobs: anyNumberOf({ id: string(failed.id), name: string(failed.name), state: 'failed' }),
          },
        }),
      )
      .executeTest(async ({ url }) => {
        expect(await listFailed(url, 'ec')).toEqual({ count: 1, jobs: [failed] })
      })
  })

  it.each([
    ['to follow', 'GET', '/api/v1/jobs/gone', follow],
    ['to retry', 'POST', '/api/v1/jobs/gone/retries', retry],
  ] as const)('a problem with a code where there is no such work %s', async (what, method, path, act) => {
    await consumer.pact
      .addInteraction()
      .given(empty)
      .uponReceiving(`work ${what} that is not there`)
      .withRequest(method, path, (request) => (method === 'POST' ? request.jsonBody({}) : request))
      .willRespondWith(404, (answer) =>
        answer.jsonBody({ code: 'not-found', detail: string('There is no job gone.') }).matchingRules(ofAnyType),
      )
      .executeTest(async ({ url }) => {
        await expect(act(url, 'gone')).rejects.toMatchObject({ code: 'not-found' })
      })
  })

  it('the series of a source that a rule doubts', async () => {
    const doubt = { series: 'Oil rate', node: 'V-31', rule: 'frozen', since: '2026-03-11T05:00:00.000Z' }
    await consumer.pact
      .addInteraction()
      .given(reported)
      .uponReceiving('the doubted series of a source')
      .withRequest('GET', '/api/v1/quality-marks', (request) => request.query({ source: 'pi', limit: '100' }))
      .willRespondWith(200, (answer) =>
        answer.jsonBody({
          data: {
            marks: anyNumberOf({
              rule: string(doubt.rule),
              from: instant,
              signal: { name: string(doubt.series) },
              node: { name: string(doubt.node) },
            }),
          },
        }),
      )
      .executeTest(async ({ url }) => {
        expect(await listDoubts(url, 'pi')).toEqual([doubt])
      })
  })

  it('no more and no less than the committed pact says', async () => {
    const { written, committed } = await consumer.readBoth()
    expect(committed, 'the committed pact is stale: run "npm run pact:update"').toEqual(written)
  })
})
