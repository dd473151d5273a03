import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SourceError, type SourceErrorCode } from '../source-error.ts'
import { createCallGuard } from './guard.ts'
import { ResilienceSettings } from './settings.ts'

type Given = Parameters<typeof ResilienceSettings.parse>[0]

const alive = new AbortController().signal
const failure = (code: SourceErrorCode, retryAfterMs?: number) =>
  new SourceError(code, 'src', `${code} on purpose`, retryAfterMs === undefined ? {} : { retryAfterMs })
const down = () => Promise.reject(failure('unavailable'))

function createGuard(settings: Given = {}, random = () => 1) {
  const { ...parsed } = ResilienceSettings.parse(settings)
  return createCallGuard({ sourceId: 'src', timeoutMs: 5_000, settings: parsed, random })
}

/** What a call has come to so far: its value, its error or `pending`. */
function watch<Result>(call: Promise<Result>) {
  const seen: { value: unknown } = { value: 'pending' }
  call.then(
    (value) => (seen.value = value),
    (error: unknown) => (seen.value = error),
  )
  return seen
}

/** Calls that stay under way until the test lets them go. */
function gated() {
  const gates: PromiseWithResolvers<string>[] = []
  const attempt = () => {
    const gate = Promise.withResolvers<string>()
    gates.push(gate)
    return gate.promise
  }
  return { gates, attempt }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('trying again', () => {
  it('gives what a later try gives', async () => {
    const attempt = vi.fn(() => Promise.resolve('ok')).mockRejectedValueOnce(failure('unavailable'))
    const guard = createGuard()
    const call = guard.run(attempt, alive)
    await vi.advanceTimersByTimeAsync(200)
    expect(await call).toBe('ok')
    expect(guard.readCalls()).toMatchObject({ calls: 2, failed: 1, retried: 1, inFlight: 0 })
  })

  it('draws each wait from nothing up to twice the one before, up to the longest', async () => {
    const guard = createGuard({ attempts: 5, retryDelayMs: 100, retryDelayMsMax: 300, breakerFailures: 100 })
    const sentAt: number[] = []
    const call = guard.run(() => {
      sentAt.push(Date.now())
      return down()
    }, alive)
    const seen = watch(call)
    await vi.advanceTimersByTimeAsync(5_000)
    // cockatiel adds a timer's shortest wait, a millisecond, to each.
    const waits = sentAt.slice(1).map((at, index) => Math.floor((at - (sentAt[index] ?? 0)) / 10) * 10)
    expect(waits).toEqual([100, 200, 300, 300])
    expect(seen.value).toMatchObject({ code: 'unavailable' })
  })

  it('may draw no wait at all', async () => {
    const guard = createGuard({ attempts: 3, retryDelayMs: 60_000 }, () => 0)
    const attempt = vi.fn(down)
    watch(guard.run(attempt, alive))
    await vi.advanceTimersByTimeAsync(1)
    expect(attempt).toHaveBeenCalledTimes(3)
  })

  it.each(['unauthorized', 'not_found', 'bad_payload'] as const)('passes %s through at once', async (code) => {
    const error = failure(code)
    const attempt = vi.fn(() => Promise.reject(error))
    await expect(createGuard().run(attempt, alive)).rejects.toBe(error)
    expect(attempt).toHaveBeenCalledTimes(1)
  })

  it('passes through at once what is no failure of the source', async () => {
    const attempt = vi.fn(() => Promise.reject(new RangeError('ours')))
    await expect(createGuard().run(attempt, alive)).rejects.toThrow('ours')
    expect(attempt).toHaveBeenCalledTimes(1)
  })

  it('waits as long as the source asks for, and longer by its own draw', async () => {
    const attempt = vi.fn(() => Promise.resolve('ok')).mockRejectedValueOnce(failure('rate_limited', 4_000))
    const guard = createGuard({ retryDelayMs: 200 })
    const seen = watch(guard.run(attempt, alive))
    await vi.advanceTimersByTimeAsync(4_199)
    expect(attempt).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(seen.value).toBe('ok')
    expect(guard.readCalls().rateLimited).toBe(1)
  })

  it('ends the call with the error where the wait asked for is too long, and refuses others as long as it lasts', async () => {
    const guard = createGuard({ retryDelayMsMax: 10_000 })
    const error = failure('rate_limited', 25_000)
    await expect(guard.run(() => Promise.reject(error), alive)).rejects.toBe(error)
    const attempt = vi.fn(() => Promise.resolve('ok'))
    await expect(guard.run(attempt, alive)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 25_000 })
    expect(attempt).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(25_000)
    expect(await guard.run(attempt, alive)).toBe('ok')
  })

  it('lets a call out after breakerOpenMs whatever wait was asked for', async () => {
    const guard = createGuard({ breakerOpenMs: 30_000 })
    await expect(guard.run(() => Promise.reject(failure('rate_limited', 86_400_000)), alive)).rejects.toThrow()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await guard.run(() => Promise.resolve('ok'), alive)).toBe('ok')
  })

  it('holds every other call back while one was asked to wait', async () => {
    const guard = createGuard({ attempts: 1 })
    await expect(guard.run(() => Promise.reject(failure('rate_limited', 3_000)), alive)).rejects.toThrow()
    const other = vi.fn(() => Promise.resolve('ok'))
    const seen = watch(guard.run(other, alive))
    await vi.advanceTimersByTimeAsync(2_999)
    expect(other).not.toHaveBeenCalled()
    expect(guard.readCalls().waiting).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(seen.value).toBe('ok')
  })
})

describe('the breaker', () => {
  const settings = { attempts: 1, breakerFailures: 3, breakerOpenMs: 30_000 }
  async function open(guard = createGuard(settings)) {
    for (let failures = 0; failures < 3; failures += 1) await expect(guard.run(down, alive)).rejects.toThrow()
    return guard
  }

  it('refuses calls at once after failures in a row, and says until when', async () => {
    const guard = await open()
    const attempt = vi.fn(() => Promise.resolve('ok'))
    await expect(guard.run(attempt, alive)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 30_000 })
    expect(attempt).not.toHaveBeenCalled()
    expect(guard.readCalls()).toMatchObject({
      breaker: 'open',
      breakerUntil: new Date('2026-03-01T12:00:30Z'),
      calls: 3,
    })
  })

  it.each(['unauthorized', 'not_found', 'bad_payload'] as const)('takes %s for an answer', async (code) => {
    const guard = createGuard(settings)
    for (const next of [down, down, () => Promise.reject(failure(code)), down, down]) {
      await expect(guard.run(next, alive)).rejects.toThrow()
    }
    expect(guard.readCalls().breaker).toBe('closed')
  })

  it('counts a rate limit without a wait as a failure', async () => {
    const guard = createGuard(settings)
    for (let failures = 0; failures < 3; failures += 1) {
      await expect(guard.run(() => Promise.reject(failure('rate_limited')), alive)).rejects.toThrow()
    }
    expect(guard.readCalls().breaker).toBe('open')
  })

  it('lets one probe out, and the others wait for what it brings', async () => {
    const guard = await open()
    await vi.advanceTimersByTimeAsync(30_000)
    const { gates, attempt } = gated()
    const probe = watch(guard.run(attempt, alive))
    const other = watch(guard.run(attempt, alive))
    await settle()
    expect(guard.readCalls()).toMatchObject({ breaker: 'half-open', breakerUntil: null })
    expect(gates).toHaveLength(1)
    gates[0]?.resolve('back')
    await settle()
    expect(probe.value).toBe('back')
    expect(guard.readCalls().breaker).toBe('closed')
    expect(gates).toHaveLength(2)
    gates[1]?.resolve('as well')
    await settle()
    expect(other.value).toBe('as well')
  })

  it('refuses those that waited for a probe that failed, and says what it met', async () => {
    const guard = await open()
    await vi.advanceTimersByTimeAsync(30_000)
    const { gates, attempt } = gated()
    const probe = watch(guard.run(attempt, alive))
    const other = watch(guard.run(attempt, alive))
    await settle()
    gates[0]?.reject(failure('unavailable'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(probe.value).toMatchObject({ message: 'unavailable on purpose' })
    expect(other.value).toMatchObject({ code: 'unavailable', message: expect.stringContaining('on purpose') as string })
    expect(gates).toHaveLength(1)
  })

  it('hears a caller who gives up while it waits for the probe, and never calls for it', async () => {
    const guard = await open()
    await vi.advanceTimersByTimeAsync(30_000)
    const { gates, attempt } = gated()
    const controller = new AbortController()
    watch(guard.run(attempt, alive))
    const other = watch(guard.run(attempt, controller.signal))
    await settle()
    controller.abort(new Error('given up'))
    await settle()
    expect(other.value).toMatchObject({ message: 'given up' })
    gates[0]?.resolve('back')
    await settle()
    expect(gates).toHaveLength(1)
    expect(guard.readCalls().breaker).toBe('closed')
  })

  it('closes when the probe is answered with a refusal: the source is up', async () => {
    const guard = await open()
    await vi.advanceTimersByTimeAsync(30_000)
    await expect(guard.run(() => Promise.reject(failure('unauthorized')), alive)).rejects.toThrow()
    expect(guard.readCalls().breaker).toBe('closed')
  })

  it('opens again for as long when the probe fails', async () => {
    const guard = await open()
    await vi.advanceTimersByTimeAsync(30_000)
    await expect(guard.run(down, alive)).rejects.toThrow('on purpose')
    expect(guard.readCalls()).toMatchObject({ breaker: 'open', breakerUntil: new Date('2026-03-01T12:01:00Z') })
  })

  it('learns nothing of a probe that was given up: the next call is the probe', async () => {
    const guard = await open()
    await vi.advanceTimersByTimeAsync(30_000)
    const controller = new AbortController()
    const probe = watch(
      guard.run(
        (signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cut')))),
        controller.signal,
      ),
    )
    await settle()
    controller.abort(new Error('given up'))
    await settle()
    expect(probe.value).toMatchObject({ message: 'given up' })
    expect(guard.readCalls().breaker).toBe('open')
    expect(await guard.run(() => Promise.resolve('ok'), alive)).toBe('ok')
    expect(guard.readCalls().breaker).toBe('closed')
  })

  it('ends a call whose next try it refuses with what the last try met', async () => {
    const guard = createGuard({ ...settings, attempts: 5 })
    const seen = watch(guard.run(() => Promise.reject(failure('unavailable')), alive))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(seen.value).toMatchObject({ message: 'unavailable on purpose' })
    expect(guard.readCalls().calls).toBe(3)
  })
})

describe('bounds', () => {
  it('has as many calls under way as it may, and counts those that wait', async () => {
    const guard = createGuard({ concurrency: 2 })
    const { gates, attempt } = gated()
    const calls = [1, 2, 3, 4].map(() => watch(guard.run(attempt, alive)))
    await settle()
    expect(gates).toHaveLength(2)
    expect(guard.readCalls()).toMatchObject({ inFlight: 2, waiting: 2 })
    for (let index = 0; index < 4; index += 1) {
      gates[index]?.resolve(`answer ${index}`)
      await settle()
    }
    expect(calls.map(({ value }) => value)).toEqual(['answer 0', 'answer 1', 'answer 2', 'answer 3'])
    expect(guard.readCalls()).toMatchObject({ inFlight: 0, waiting: 0 })
  })

  it('refuses one more than may wait', async () => {
    const guard = createGuard({ concurrency: 1, queueMax: 1 })
    const { attempt } = gated()
    watch(guard.run(attempt, alive))
    watch(guard.run(attempt, alive))
    await settle()
    await expect(guard.run(attempt, alive)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('1 calls wait already') as string,
    })
  })

  it('holds no slot while a call waits for its next try', async () => {
    const guard = createGuard({ concurrency: 1, retryDelayMs: 1_000 })
    const failing = watch(guard.run(down, alive))
    await settle()
    expect(await guard.run(() => Promise.resolve('ok'), alive)).toBe('ok')
    expect(failing.value).toBe('pending')
    expect(guard.readCalls()).toMatchObject({ inFlight: 0, waiting: 0 })
  })

  it('sends a burst at once and then as many a second as it may', async () => {
    const guard = createGuard({ concurrency: 16, callsPerS: 2, burst: 3 })
    const sentAt: number[] = []
    const start = Date.now()
    for (let call = 0; call < 7; call += 1) {
      watch(
        guard.run(() => {
          sentAt.push(Date.now() - start)
          return Promise.resolve()
        }, alive),
      )
    }
    await vi.advanceTimersByTimeAsync(10_000)
    expect(sentAt).toEqual([0, 0, 0, 500, 1_000, 1_500, 2_000])
  })

  it('says its limits as they are in force', () => {
    expect(createGuard({ callsPerS: 2.5 }).limits).toEqual({
      timeoutMs: 5_000,
      attempts: 3,
      retryDelayMsMax: 10_000,
      breakerFailures: 5,
      breakerOpenMs: 30_000,
      concurrency: 4,
      callsPerS: 2.5,
      burst: 3,
      quietHours: [],
    })
    expect(createGuard({ burst: 9 }).limits).toMatchObject({ callsPerS: null, burst: null })
  })
})

describe('giving up', () => {
  const stuck = () => new Promise<never>(() => undefined)
  /** The stage that a call stands at when its caller gives up. */
  const stages = {
    'before it began': () => ({ guard: createGuard(), attempt: stuck }),
    'under way, though it hears nothing': () => ({ guard: createGuard(), attempt: stuck }),
    'waiting for a slot': () => {
      const guard = createGuard({ concurrency: 1 })
      watch(guard.run(stuck, alive))
      return { guard, attempt: stuck }
    },
    'waiting for its share over time': () => {
      const guard = createGuard({ callsPerS: 0.001, burst: 1 })
      watch(guard.run(() => Promise.resolve(), alive))
      return { guard, attempt: stuck }
    },
    'waiting before its next try': () => ({ guard: createGuard({ retryDelayMs: 10_000 }), attempt: down }),
  }

  it.each(Object.entries(stages))('is heard at once %s', async (stage, create) => {
    const { guard, attempt } = create()
    const controller = new AbortController()
    const giveUp = () => controller.abort(new Error('shutting down'))
    if (stage === 'before it began') giveUp()
    const seen = watch(guard.run(attempt, controller.signal))
    await vi.advanceTimersByTimeAsync(100)
    giveUp()
    await settle()
    expect(seen.value).toMatchObject({ message: 'shutting down' })
    expect(guard.readCalls().waiting).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves the slot and the share of one that gave up to the next', async () => {
    const guard = createGuard({ concurrency: 1, callsPerS: 1, burst: 1 })
    await guard.run(() => Promise.resolve(), alive)
    const controller = new AbortController()
    watch(guard.run(() => Promise.resolve(), controller.signal))
    await settle()
    controller.abort()
    const next = watch(guard.run(() => Promise.resolve('next'), alive))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(next.value).toBe('next')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not count for the breaker', async () => {
    const guard = createGuard({ breakerFailures: 1, attempts: 1 })
    const controller = new AbortController()
    const heard = (signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(failure('unavailable')), { once: true }),
      )
    watch(guard.run(heard, controller.signal))
    await settle()
    controller.abort()
    await settle()
    expect(guard.readCalls().breaker).toBe('closed')
  })
})

describe('settings', () => {
  it.each([
    [{ quietHours: [{ from: '07:00', to: '09:00', timeZone: 'Atlantis/Poseidonis' }] }, 'not a time zone'],
    [{ quietHours: [{ from: '07:00', to: '29:00', timeZone: 'Europe/Oslo' }] }, 'not clock times'],
  ])('refuse %o', (given, message) => {
    expect(() => ResilienceSettings.parse(given)).toThrow(message)
  })
})
