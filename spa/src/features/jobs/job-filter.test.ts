import { JobState } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { listJobChoices } from './job-filter.ts'
import { jobStateOf, runStatusOf } from './jobs.queries.ts'

describe('the switch over the queue', () => {
  it('offers every state of the contract, with how many jobs are in those that wait for something', () => {
    const choices = listJobChoices({ waiting: 1, active: 2, delayed: 0, failed: 12 })
    expect(choices.map(({ value }) => value).toSorted()).toEqual(['', ...JobState.options].toSorted())
    expect(choices.map(({ label }) => label)).toEqual([
      ...['all', 'waiting 1', 'active 2', 'delayed 0', 'failed 12', 'succeeded'],
    ])
  })
})

describe('a filter in the address', () => {
  it('asks for all where it names no state', () => {
    expect(jobStateOf('delayed')).toBe('delayed')
    expect(jobStateOf('asleep')).toBeNull()
    expect(jobStateOf(null)).toBeNull()
    expect(runStatusOf('running')).toBe('running')
    expect(runStatusOf('waiting')).toBeNull()
  })
})
