import { expect, it } from 'vitest'
import { SourceError } from '../source-error.ts'
import { expectLetGoUnderWay } from './giving-up.ts'
import { codeOf, type Harness, patience, type ReadAll } from './harness.ts'
import { itOnlyReads } from './read-only.ts'
import { askedWaitMs, expectedCodes, sourceFaults } from './source-faults.ts'

/** Failures, closing, bounds and the promise to write nothing: the same for every source. */
export function itIsADoor(harness: () => Harness, readAll: () => ReadAll): void {
  itCloses(harness)
  itSortsFailures(harness, readAll)
  itKeepsToItsLimits(harness, readAll)
  itOnlyReads(harness, readAll)
}

function itCloses(harness: () => Harness): void {
  it('says who answers', async () => {
    expect((await harness().source.check(patience())).product).not.toBe('')
  })

  it('closes twice, and after a failed check', async () => {
    const { source, front } = harness()
    await front?.fail('offline')
    if (front !== undefined) await expect(source.check(patience())).rejects.toThrow(SourceError)
    await source.close()
    await source.close()
  })
}

function itSortsFailures(harness: () => Harness, readAll: () => ReadAll): void {
  it.each(sourceFaults)('sorts the failure %s in check, discover and read', async (fault) => {
    const { source, front } = harness()
    if (front === undefined) return
    await front.fail(fault)
    const expected = expectedCodes[fault]
    expect([
      await codeOf(source.check(patience())),
      await codeOf(source.discover(patience())),
      await codeOf(readAll()(patience())),
    ]).toEqual([expected, expected, expected])
  })

  it('passes on the wait that a rate limit asks for', async () => {
    const { source, front } = harness()
    if (front === undefined) return
    await front.fail('rate-limited')
    await expect(source.check(patience())).rejects.toMatchObject({ retryAfterMs: askedWaitMs, isRetryable: true })
  })

  it('sends nothing more while it was asked to wait', async () => {
    const { source, front } = harness()
    if (front === undefined) return
    await front.fail('rate-limited')
    await expect(source.check(patience())).rejects.toThrow()
    const sent = front.requests.length
    await expect(readAll()(patience())).rejects.toMatchObject({ code: 'rate_limited' })
    expect(front.requests).toHaveLength(sent)
  })

  it('lets a caller go at once while the server says nothing', async () => {
    const { source, front } = harness()
    if (front === undefined) return
    await front.fail('silent')
    const calls: ReadAll[] = [(signal) => source.check(signal), (signal) => source.discover(signal), readAll()]
    for (const call of calls) {
      const before = front.requests.length
      await expectLetGoUnderWay(call, () => front.requests.length > before)
    }
  })
}

function itKeepsToItsLimits(harness: () => Harness, readAll: () => ReadAll): void {
  it('has no more calls under way than its limits say, whatever number of readers', async () => {
    const { source, front } = harness()
    if (front === undefined) return
    const readers = Array.from({ length: 6 }, () => readAll()(patience()))
    await Promise.all([...readers, source.check(patience()), source.discover(patience())])
    const most = source.limits?.concurrency ?? 0
    expect(most).toBeGreaterThan(1)
    expect(front.inFlightMost).toBe(most)
  })

  it('counts its calls as the server does', async () => {
    const { source, front } = harness()
    if (front === undefined) return
    await source.check(patience())
    await readAll()(patience())
    expect(source.readCalls?.()).toMatchObject({
      calls: front.requests.length,
      failed: 0,
      inFlight: 0,
      waiting: 0,
      breaker: 'closed',
    })
    await front.fail('bad-gateway-page')
    await expect(source.check(patience())).rejects.toThrow()
    expect(source.readCalls?.().failed).toBeGreaterThan(0)
  })

  it('says which shapes of rows it has met, once', async () => {
    const { source, front } = harness()
    if (front === undefined) return
    await source.discover(patience())
    await readAll()(patience())
    const shapes = source.takeWireShapes?.() ?? []
    expect(shapes.length).toBeGreaterThan(0)
    for (const { dataset, fields } of shapes) expect([dataset, Object.keys(fields).length > 0]).toEqual([dataset, true])
    expect(source.takeWireShapes?.()).toEqual([])
  })
}
