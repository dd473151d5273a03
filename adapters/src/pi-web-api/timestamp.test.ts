import { describe, expect, it } from 'vitest'
import { parseTimestamp } from './timestamp.ts'

describe('parseTimestamp', () => {
  it.each([
    ['2024-03-14T08:00:00Z', '2024-03-14T08:00:00.000Z', '2024-03-14T08:00:00.0000000Z'],
    ['2024-03-14T08:00:00.5Z', '2024-03-14T08:00:00.500Z', '2024-03-14T08:00:00.5000000Z'],
    ['2024-03-14T08:00:00.1239999Z', '2024-03-14T08:00:00.123Z', '2024-03-14T08:00:00.1239999Z'],
  ])('reads %s', (text, at, key) => {
    const parsed = parseTimestamp(text)
    expect({ at: parsed?.at.toISOString(), key: parsed?.key }).toEqual({ at, key })
  })

  it('gives keys that sort as the instants do, however many decimals each has', () => {
    const texts = [
      '2024-03-14T08:00:00.1234567Z',
      '2024-03-14T08:00:00Z',
      '2024-03-14T08:00:00.12Z',
      '2024-03-14T08:00:00.1234566Z',
    ]
    expect(
      texts
        .map((text) => parseTimestamp(text)?.key ?? '')
        .toSorted()
        .map((key) => key.slice(20)),
    ).toEqual(['0000000Z', '1200000Z', '1234566Z', '1234567Z'])
  })

  it.each(['14-Mar-24 08:00:00', '2024-03-14T08:00:00', '2024-03-14', '2024-13-14T08:00:00Z', ''])(
    'refuses %j',
    (text) => {
      expect(parseTimestamp(text)).toBeNull()
    },
  )
})
