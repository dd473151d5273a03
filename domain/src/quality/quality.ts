import type { Quality, RecordStatus } from '@tieback/contracts'

/** How a value came about: by a meter, by a person or a model, or not at all. */
export type QualityClass = 'measured' | 'estimated' | 'missing'

interface QualityFacts {
  readonly severity: number
  readonly class: QualityClass
}

const qualityTable: Readonly<Record<Quality, QualityFacts>> = {
  good: { severity: 0, class: 'measured' },
  uncertain: { severity: 1, class: 'measured' },
  substituted: { severity: 2, class: 'estimated' },
  estimated: { severity: 3, class: 'estimated' },
  stale: { severity: 4, class: 'measured' },
  bad: { severity: 5, class: 'missing' },
  missing: { severity: 6, class: 'missing' },
}

const statusRank: Readonly<Record<RecordStatus, number>> = { provisional: 0, verified: 1, approved: 2 }

/** Which part of a coverage a quality counts in: a stale value was measured once, a substituted one never. */
export const qualityClass = (quality: Quality): QualityClass => qualityTable[quality].class

/** Whether a number goes with this quality; `bad` and `missing` have none. */
export const hasValue = (quality: Quality): boolean => qualityClass(quality) !== 'missing'

export const isMeasured = (quality: Quality): boolean => qualityClass(quality) === 'measured'

export const isEstimated = (quality: Quality): boolean => qualityClass(quality) === 'estimated'

/** The least trusted of a list; `missing` of an empty one. */
export const worstQuality = (list: readonly Quality[]): Quality => {
  const [first, ...rest] = list
  if (first === undefined) return 'missing'
  return rest.reduce(
    (worst, next) => (qualityTable[next].severity > qualityTable[worst].severity ? next : worst),
    first,
  )
}

/** The least settled of a list, passing over nulls; null where nothing has a status. */
export const lowestStatus = (list: readonly (RecordStatus | null)[]): RecordStatus | null =>
  list.reduce((lowest, next) => {
    if (next === null) return lowest
    return lowest === null || statusRank[next] < statusRank[lowest] ? next : lowest
  }, null)
