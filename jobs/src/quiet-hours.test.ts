import type { Source } from '@tieback/adapters'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BackgroundSlots } from './background-slots.ts'
import { defineJob } from './job.ts'
import { bindJob, PutOff } from './queue.ts'
import { heedQuietHours, pauseInQuietHours } from './quiet-hours.ts'

const Fill = defineJob({ name: 'fill', Data: z.object({ sourceId: z.string() }), attempts: 1, backoffMs: 1 })
const { signal } = new AbortController()
const now = new Date('2026-03-12T02:00:00Z')
const until = new Date('2026-03-12T05:00:00Z')

const contextOf = (quiet: Date | null) => ({
  clock: { now: () => now },
  // Safe: nothing else is looked at here.
  sources: new Map([['pi', { source: { quietUntil: () => quiet } as unknown as Source, every: null }]]),
})

describe('work in the background', () => {
  const fill = bindJob(Fill, () => Promise.resolve('filled'))
  const run = (quiet: Date | null, comesAgain: boolean, sourceId = 'pi') =>
    heedQuietHours(contextOf(quiet), fill, { comesAgain }).handle({ sourceId }, signal)

  it('goes on outside of quiet hours, and about a source that has none', async () => {
    expect(await run(null, true)).toBe('filled')
    expect(await run(null, false)).toBe('filled')
    expect(await run(until, false, 'another')).toBe('filled')
  })

  it('is left out in quiet hours where a schedule brings it again, and put off to their end where not', async () => {
    expect(await run(until, true)).toBe('quiet hours until 2026-03-12T05:00:00.000Z')
    await expect(run(until, false)).rejects.toMatchObject({ name: 'PutOff', waitMs: 3 * 3_600_000 })
    expect(() => pauseInQuietHours(contextOf(until), 'pi')).toThrow(PutOff)
    expect(() => pauseInQuietHours(contextOf(null), 'pi')).not.toThrow()
  })

  it('takes no more than its share of a process at once', async () => {
    const slots = new BackgroundSlots(2)
    const release = Promise.withResolvers<string>()
    const slow = slots.share(bindJob(Fill, () => release.promise))
    const quick = slots.share(bindJob(Fill, () => Promise.reject(new Error('failed'))))
    const underWay = [slow.handle({ sourceId: 'a' }, signal), slow.handle({ sourceId: 'b' }, signal)]
    await expect(quick.handle({ sourceId: 'c' }, signal)).rejects.toBeInstanceOf(PutOff)
    release.resolve('done')
    expect(await Promise.all(underWay)).toEqual(['done', 'done'])
    // One that fails gives its slot back too.
    for (let times = 0; times < 3; times += 1) {
      await expect(quick.handle({ sourceId: 'c' }, signal)).rejects.toThrow('failed')
    }
  })
})
