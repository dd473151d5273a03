import { describe, expect, it } from 'vitest'
import { FailingJobs } from './failing-jobs.ts'

describe('the failing jobs of a source', () => {
  it('are none at first', () => {
    expect(new FailingJobs().succeed('pi', 'ingest-samples')).toBeNull()
  })

  it('keep the source down until the one that failed succeeds', () => {
    const failing = new FailingJobs()
    failing.fail('pi', 'ingest-hourly', 'no summaries')
    expect(failing.succeed('pi', 'ingest-samples')).toBe('no summaries')
    expect(failing.succeed('pi', 'ingest-hourly')).toBeNull()
  })

  it('of one source say nothing about another', () => {
    const failing = new FailingJobs()
    failing.fail('pi', 'ingest-hourly', 'no summaries')
    expect(failing.succeed('ec', 'ingest-production')).toBeNull()
  })
})
