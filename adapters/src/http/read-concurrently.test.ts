import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { readConcurrently } from './read-concurrently.ts'

const signal = new AbortController().signal

/** A reader whose items come when the test says so. */
function gated(items: readonly string[]) {
  const gates = items.map(() => Promise.withResolvers<undefined>())
  const state = { started: false, aborted: false }
  async function* read(inner: AbortSignal): AsyncGenerator<string> {
    state.started = true
    inner.addEventListener('abort', () => {
      state.aborted = true
      for (const gate of gates) gate.reject(new Error('aborted'))
    })
    for (const [index, item] of items.entries()) {
      await gates[index]?.promise
      yield item
    }
  }
  for (const gate of gates) gate.promise.catch(() => undefined)
  return { read, state, open: (index: number) => gates[index]?.resolve(undefined) }
}

async function collect(items: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const item of items) all.push(item)
  return all
}

async function* of(...items: string[]): AsyncGenerator<string> {
  for (const item of items) yield await Promise.resolve(item)
}

describe('readConcurrently', () => {
  it("gives every item, each reader's in its own order", async () => {
    const all = await collect(
      readConcurrently([() => of('a1', 'a2', 'a3'), () => of('b1', 'b2'), () => of('c1')], 2, signal),
    )
    expect(all.toSorted()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'c1'])
    expect(all.filter((item) => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
  })

  it('does not let a slow reader hold up the others', async () => {
    const slow = gated(['slow'])
    const items = readConcurrently([slow.read, () => of('x', 'y')], 2, signal)
    expect([(await items.next()).value, (await items.next()).value]).toEqual(['x', 'y'])
    slow.open(0)
    expect((await items.next()).value).toBe('slow')
    expect((await items.next()).done).toBe(true)
  })

  it('holds no item that was given on to its caller while another reader is silent', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const silent = gated(['never'])
    const given: WeakRef<object>[] = []
    async function* busy(): AsyncGenerator<object> {
      for (let number = 0; number < 1_000; number += 1) yield await Promise.resolve({ number })
    }
    for await (const item of readConcurrently<unknown>([silent.read, busy], 2, signal)) {
      given.push(new WeakRef(item as object))
      if (given.length < 1_000) continue
      // What the loop itself has at hand may still be there.
      await new Promise((resolve) => setImmediate(resolve))
      collectGarbage()
      expect(given.filter((held) => held.deref() !== undefined).length).toBeLessThan(10)
      break
    }
  })

  it('starts no more readers than it may', async () => {
    const [first, second, third] = [gated(['1']), gated(['2']), gated(['3'])]
    const items = readConcurrently([first.read, second.read, third.read], 2, signal)
    second.open(0)
    expect((await items.next()).value).toBe('2')
    expect([first.state.started, third.state.started]).toEqual([true, false])
    first.open(0)
    third.open(0)
    expect((await collect(items)).toSorted()).toEqual(['1', '3'])
  })

  it('fails with the first failure and aborts the rest', async () => {
    const other = gated(['never'])
    async function* failing(): AsyncGenerator<string> {
      yield await Promise.resolve('one')
      throw new Error('broken')
    }
    await expect(collect(readConcurrently([failing, other.read], 2, signal))).rejects.toThrow('broken')
    expect(other.state.aborted).toBe(true)
  })

  it('aborts what is under way when the caller stops early', async () => {
    const other = gated(['never'])
    for await (const item of readConcurrently([() => of('one', 'two'), other.read], 2, signal)) {
      expect(item).toBe('one')
      break
    }
    expect(other.state.aborted).toBe(true)
  })

  it('gives nothing of no readers', async () => {
    expect(await collect(readConcurrently([], 4, signal))).toEqual([])
  })
})
