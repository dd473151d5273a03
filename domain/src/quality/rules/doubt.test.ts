import { describe, expect, it } from 'vitest'
import { type Doubt, earlierDoubts, joinDoubts } from './doubt.ts'

const doubt = (fromMs: number, toMs: number | null, more: Partial<Doubt> = {}): Doubt => ({
  ...{ rule: 'frozen', fromMs, toMs, message: `${fromMs} to ${toMs}` },
  ...more,
})
const settledMs = 100

describe('joinDoubts', () => {
  it('replaces what was known with what the window shows, once there is enough before it', () => {
    expect(joinDoubts([doubt(120, 130)], [doubt(110, 115), doubt(140, null)], settledMs)).toEqual([doubt(120, 130)])
  })

  it('takes nothing back of what began before', () => {
    expect(joinDoubts([], [doubt(10, 20), doubt(90, 110)], settledMs)).toEqual([doubt(10, 20), doubt(90, 110)])
  })

  it('adds what is new there', () => {
    expect(joinDoubts([doubt(50, 60)], [], settledMs)).toEqual([doubt(50, 60)])
    expect(joinDoubts([doubt(50, 60)], [doubt(40, 70)], settledMs)).toEqual([doubt(40, 70)])
  })

  it('keeps the beginning of a doubt that goes on, whose first part the window has lost', () => {
    expect(joinDoubts([doubt(60, null)], [doubt(10, null)], settledMs)).toEqual([doubt(10, null)])
    expect(joinDoubts([doubt(60, 150)], [doubt(10, null)], settledMs)).toMatchObject([{ fromMs: 10, toMs: 150 }])
  })

  it('ends one that held and is seen no more, and does not join it to the next', () => {
    expect(joinDoubts([doubt(160, null)], [doubt(10, null)], settledMs)).toEqual([
      { ...doubt(10, null), toMs: settledMs },
      doubt(160, null),
    ])
  })

  it('keeps the rules apart', () => {
    const stale = doubt(60, null, { rule: 'stale' })
    expect(joinDoubts([stale], [doubt(10, 90)], settledMs)).toEqual([doubt(10, 90), stale])
  })

  it('gives the same when it is done again', () => {
    const found = [doubt(60, 150), doubt(120, 130, { rule: 'spike' }), doubt(170, null)]
    const once = joinDoubts(found, [doubt(10, null)], settledMs)
    expect(joinDoubts(found, once, settledMs)).toEqual(once)
  })
})

describe('earlierDoubts', () => {
  it('covers what an ended doubt touches, and of one that held only where it goes on', () => {
    const earlier = earlierDoubts([doubt(10, 20), doubt(50, null)], 'frozen', 0)
    expect([earlier.covers(15, 30), earlier.covers(20, 30)]).toEqual([true, false])
    expect([earlier.covers(50, 60), earlier.covers(70, 80)]).toEqual([true, false])
  })

  it('goes on at the first sample of a window that begins later', () => {
    const earlier = earlierDoubts([doubt(50, null)], 'frozen', 200)
    expect([earlier.covers(200, 210), earlier.covers(230, 240)]).toEqual([true, false])
  })
})
