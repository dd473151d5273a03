import { describe, expect, it } from 'vitest'
import { commaList } from '../src/comma-list.ts'
import { apiContract } from '../src/index.ts'

const colours = commaList(['red', 'green', 'blue'])

describe('a list between commas', () => {
  it('is read as its members in the order given, each once', () => {
    expect(colours.parse('blue,red,blue')).toStrictEqual(['blue', 'red'])
    expect(colours.parse('green')).toStrictEqual(['green'])
  })

  it.each(['', ',', 'red,', ',red', 'red,,blue', 'red, blue', 'Red', 'redgreen', 'yellow', ['red', 'blue']])(
    'refuses %j',
    (given) => {
      expect(colours.safeParse(given).success).toBe(false)
    },
  )

  it('refuses a text longer than any sensible list', () => {
    expect(colours.safeParse(Array(20).fill('red').join(',')).success).toBe(false)
  })
})

describe('the nodes of a live stream', () => {
  const { nodes } = apiContract.live.streamLive.query.shape
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `well-${index}`).join(',')

  it('are at most a hundred', () => {
    expect(nodes.parse(ids(100))).toHaveLength(100)
    expect(nodes.safeParse(ids(101)).success).toBe(false)
  })
})
