import { LiveEvent } from '@tieback/contracts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openMock, type OpenMock, origin } from './test/open-mock.ts'

interface Stream {
  readonly contentType: string | null
  /** Reads on until as many events have come. */
  readonly events: (count: number) => Promise<LiveEvent[]>
  readonly text: () => string
  readonly close: () => Promise<void>
}

/** More ticks than any test here needs; a stream that nobody reads waits there until its reader goes away. */
const ticksMax = 120

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    // Safe: whoever aborts without a reason gives an AbortError.
    const stop = (): void => reject(signal.reason as Error)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })

/** Ticks follow each other at once, and take the clock with them. */
function open(): OpenMock {
  let ticks = 0
  const mock: OpenMock = openMock({
    wait: async (ms, signal) => {
      if (++ticks > ticksMax) await untilAborted(signal)
      mock.advance(ms)
      await new Promise(setImmediate)
    },
  })
  onTestFinished(() => mock.close())
  return mock
}

async function listen(query: string, headers: Record<string, string> = {}): Promise<Stream> {
  const response = await fetch(`${origin}/api/v1/live${query}`, { headers })
  const reader = response.body?.getReader()
  if (reader === undefined) throw new Error('the stream has no body')
  const decoder = new TextDecoder()
  let text = ''
  const parse = (): LiveEvent[] =>
    [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => LiveEvent.parse(JSON.parse(data ?? '')))
  return {
    contentType: response.headers.get('content-type'),
    text: () => text,
    events: async (count) => {
      while (parse().length < count) {
        const { value, done } = await reader.read()
        if (done) throw new Error(`the stream ended after ${parse().length} events`)
        text += decoder.decode(value)
      }
      return parse()
    },
    close: () => reader.cancel(),
  }
}

describe('the live stream', () => {
  it('begins with when to come back, the sources and a heartbeat', async () => {
    open()
    const stream = await listen('')
    const events = await stream.events(8)
    await stream.close()
    expect(stream.contentType).toBe('text/event-stream')
    expect(stream.text()).toMatch(/^retry: 3000\n\n/)
    expect(stream.text()).toMatch(/id: \d{13}\nevent: source-state\ndata: /)
    expect(events.map(({ type }) => type).slice(0, 8)).toContain('source-state')
  })

  it('brings samples of the nodes that were asked for, and of no others', async () => {
    open()
    const stream = await listen('?topics=sample&nodes=well-a02r5t3v6d')
    const events = await stream.events(40)
    await stream.close()
    const samples = events.filter((event) => event.type === 'sample')
    expect(samples.length).toBeGreaterThan(3)
    expect(new Set(samples.map(({ nodeId }) => nodeId))).toEqual(new Set(['well-a02r5t3v6d']))
    const at = samples.filter(({ quantity }) => quantity === 'choke').flatMap((event) => event.samples.at)
    expect(at).toEqual([...new Set(at)].toSorted())
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['heartbeat', 'sample']))
  })

  it('beats when nothing else comes', async () => {
    open()
    const stream = await listen('?topics=alert&nodes=well-b01q4g7y5h')
    const events = await stream.events(4)
    await stream.close()
    const beats = events.map(({ type, sentAt }) => [type, sentAt])
    expect(beats.slice(0, 2)).toEqual([
      ['heartbeat', '2026-11-19T09:30:00.000Z'],
      ['heartbeat', '2026-11-19T09:30:15.000Z'],
    ])
  })

  it('brings what somebody did to an alert meanwhile', async () => {
    const mock = open()
    const before = mock.world.now().getTime()
    mock.advance(1_000)
    await mock.send('POST', '/alerts/alert-9j4g6k1h/acknowledge', { expectedVersion: 1 })
    const stream = await listen('?topics=alert', { 'last-event-id': String(before) })
    const [event] = await stream.events(1)
    await stream.close()
    expect(event).toMatchObject({ type: 'alert', alertId: 'alert-9j4g6k1h', event: 'acknowledge', version: 2 })
  })

  it.each(['1600000000000', 'not-ours'])('says that there is a gap after the event %s', async (lastEventId) => {
    open()
    const stream = await listen('?topics=alert', { 'last-event-id': lastEventId })
    const [event] = await stream.events(1)
    await stream.close()
    expect(event).toMatchObject({ type: 'invalidated', cause: 'gap' })
  })

  it('is refused for a topic or a node that is not there', async () => {
    const mock = open()
    expect((await mock.get('/live?topics=weather')).status).toBe(400)
    expect((await mock.get('/live?nodes=well-nowhere9')).status).toBe(404)
  })

  it('ends without a fault when its reader goes away', async () => {
    const signals: AbortSignal[] = []
    const mock = openMock({
      wait: (_, signal) => {
        signals.push(signal)
        return untilAborted(signal)
      },
    })
    onTestFinished(() => mock.close())
    const caller = new AbortController()
    const response = await fetch(`${origin}/api/v1/live`, { signal: caller.signal })
    const reading = response.text()
    await expect.poll(() => signals.length).toBe(1)
    caller.abort()
    await expect(reading).rejects.toThrow(/abort/i)
    await expect.poll(() => signals[0]?.aborted).toBe(true)
    expect(mock.faults).toEqual([])
  })
})
