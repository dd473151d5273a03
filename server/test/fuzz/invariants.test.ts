import { apiExamples, problemExamples } from '@tieback/contracts/examples'
import { describe, expect, it } from 'vitest'
import { toCurl } from './curl.ts'
import { findFaults, type FuzzAnswer, problemType } from './invariants.ts'

const sent = { method: 'GET', url: '/api/v1/summary?day=2026-03-11', headers: {} }
const id = { 'x-request-id': 'request-0001' }

const success = (body: unknown): FuzzAnswer => ({
  status: 200,
  headers: { ...id, 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})

const failure = (status: number, problem: object): FuzzAnswer => ({
  status,
  headers: { ...id, 'content-type': problemType },
  body: JSON.stringify(problem),
})

const summary = apiExamples.summary.readSummary[200]
const invalid = problemExamples['invalid-request']

describe('what holds for all answers', () => {
  it('holds for a success and a failure as they are declared', () => {
    expect(findFaults(sent, success(summary))).toStrictEqual([])
    expect(findFaults(sent, failure(400, invalid))).toStrictEqual([])
    expect(findFaults({ ...sent, url: '/nothing' }, failure(404, problemExamples['not-found']))).toStrictEqual([])
  })

  it.each<[string, FuzzAnswer]>([
    ['no x-request-id', { ...success(summary), headers: {} }],
    ['it is a 500', failure(500, problemExamples['internal-error'])],
    ['it is a 503', failure(503, problemExamples['not-ready'])],
    ['declares no 501', failure(501, problemExamples['not-available-yet'])],
    ['declares no 409', failure(409, problemExamples.conflict)],
    ['declares no 204', { ...success(summary), status: 204 }],
    ['not what summary.readSummary declares', success({ ...summary, meta: null })],
    ['not what summary.readSummary declares', { ...success(summary), body: '' }],
    ['holds what summary.readSummary does not declare', success({ ...summary, more: 1 })],
    ['came as application/json', { ...failure(400, invalid), headers: { ...id, 'content-type': 'application/json' } }],
    ['is no problem', failure(400, { error: 'Bad Request' })],
    ['not-found came as 400', failure(400, problemExamples['not-found'])],
    ['shows the inside', failure(400, { ...invalid, detail: 'TypeError: x\n    at read (a.ts:3:4)' })],
    ['shows the inside', failure(400, { ...invalid, detail: 'relation "node" does not exist' })],
    ['shows the inside', failure(400, { ...invalid, errors: [{ path: 'x', message: 'select a from b' }] })],
  ])('finds that %s', (fault, answer) => {
    expect(findFaults(sent, answer).join()).toContain(fault)
  })

  it('lets an answer repeat what was sent to it', () => {
    const url = '/api/v1/a.ts:3:4'
    const detail = `There is no GET ${url}.`
    expect(findFaults({ ...sent, url }, failure(404, { ...problemExamples['not-found'], detail }))).toStrictEqual([])
  })
})

it('writes a request as a line for a shell, with what cannot be seen by its number', () => {
  const line = toCurl({ method: 'POST', url: '/x?a=1', headers: { a: "it's" }, payload: '\u0000{}' })
  expect(line).toBe(
    String.raw`curl -i -g --path-as-is -X POST -H 'a: it'\''s' --data-binary $'\x00{}' 'http://127.0.0.1:8080/x?a=1'`,
  )
})
