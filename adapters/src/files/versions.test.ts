import { describe, expect, it } from 'vitest'
import { toVersions } from './versions.ts'

const versions = (...sightings: [string, string][]) =>
  toVersions(
    sightings.map(([day, state]) => ({ day, state })),
    (state) => state,
  ).map(({ state, validFrom, validTo }) => [state, validFrom, validTo])

describe('toVersions', () => {
  it('gives one version for ever where nothing changed', () => {
    expect(versions(['2024-01-02', 'A'], ['2024-01-01', 'A'])).toEqual([['A', null, null]])
  })

  it('starts a version on the first day of a change, and lets a state come back', () => {
    expect(versions(['2024-01-05', 'A'], ['2024-01-01', 'A'], ['2024-01-03', 'B'], ['2024-01-04', 'B'])).toEqual([
      ['A', null, '2024-01-03'],
      ['B', '2024-01-03', '2024-01-05'],
      ['A', '2024-01-05', null],
    ])
  })

  it('gives nothing of nothing', () => {
    expect(versions()).toEqual([])
  })
})
