import { ProblemCode, problemTable } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { adviseOn, ApiProblem, isWorthRetrying } from './api-problem.ts'

const problem = (code: ProblemCode) => ({
  type: `/problems/${code}`,
  ...problemTable[code],
  code,
  detail: 'Because of this.',
  requestId: 'req-from-body',
})

describe('a failed request', () => {
  it.each(ProblemCode.options)('says what to do about %s', (code) => {
    const advice = adviseOn(new ApiProblem(problemTable[code].status, problem(code), null))
    expect(advice).toMatchObject({
      title: problemTable[code].title,
      detail: 'Because of this.',
      requestId: 'req-from-body',
    })
    expect(advice.action).not.toBe('')
  })

  it('takes a code that it doesn’t know yet for one of ours, and says what the API said', () => {
    const body = { ...problem('conflict'), code: 'of-another-version', title: 'Too windy', detail: 'Wait for calm.' }
    const advice = adviseOn(new ApiProblem(409, body, null))
    expect(advice).toMatchObject({ title: 'Too windy', detail: 'Wait for calm.', canRetry: false })
    expect(advice.action).toContain('Reload the page')
    expect(adviseOn(new ApiProblem(503, body, null)).canRetry).toBe(true)
  })

  it('keeps the request id of the header when the body has none', () => {
    const advice = adviseOn(new ApiProblem(502, '<html>Bad gateway</html>', 'req-from-header'))
    expect(advice).toMatchObject({ requestId: 'req-from-header', canRetry: true })
    expect(advice.title).toContain('502')
  })

  it('tells a lost connection from a fault of the page', () => {
    expect(adviseOn(new TypeError('Failed to fetch')).title).toBe('Tieback can’t be reached')
    expect(adviseOn(new TypeError('x is undefined')).title).toBe('This page failed')
    expect(adviseOn('thrown text').title).toBe('This page failed')
  })

  it('knows a page whose parts went away, in the words of each browser', () => {
    const words = [
      new TypeError('Failed to fetch dynamically imported module: https://x/assets/node.js'),
      new TypeError('Importing a module script failed.'),
      new Error('Unable to preload CSS for /assets/node.css'),
    ]
    for (const error of words) expect(adviseOn(error).title).toBe('A part of this page can’t be fetched')
  })

  it('is tried again only where the answer may change', () => {
    expect(isWorthRetrying(new ApiProblem(404, problem('not-found'), null))).toBe(false)
    expect(isWorthRetrying(new ApiProblem(429, problem('rate-limited'), null))).toBe(true)
    expect(isWorthRetrying(new ApiProblem(503, problem('not-ready'), null))).toBe(true)
    expect(isWorthRetrying(new TypeError('Failed to fetch'))).toBe(true)
  })
})
