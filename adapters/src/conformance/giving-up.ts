import { expect, vi } from 'vitest'
import type { Page } from '../port.ts'
import { collect } from './harness.ts'

/** How soon a caller who gives up is let go, ms. */
const letGoMsMax = 200

/** The call ends with an abort, and in time. */
export async function expectLetGo(call: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(() => late.resolve(`still there after ${letGoMsMax} ms`), letGoMsMax)
  const end = await Promise.race([late.promise, call.then(() => 'an answer', String)])
  clearTimeout(timer)
  expect(end).toMatch(/abort/i)
}

/** A call that is under way at the server when its caller gives up. */
export async function expectLetGoUnderWay(
  call: (signal: AbortSignal) => Promise<unknown>,
  isUnderWay: () => boolean,
): Promise<void> {
  const controller = new AbortController()
  const pending = call(controller.signal)
  pending.catch(() => undefined)
  await vi.waitFor(() => expect(isUnderWay()).toBe(true), { timeout: 10_000, interval: 5 })
  controller.abort()
  await expectLetGo(pending)
}

/** An abort is heard before the first page and between pages. */
export async function expectAborts(read: (signal: AbortSignal) => AsyncIterable<Page<unknown>>): Promise<void> {
  await expect(collect(read(AbortSignal.abort()))).rejects.toThrow(/abort/i)
  const controller = new AbortController()
  const pages = read(controller.signal)[Symbol.asyncIterator]()
  expect((await pages.next()).done).toBe(false)
  controller.abort()
  const rest = async () => {
    while ((await pages.next()).done !== true);
  }
  await expectLetGo(rest())
}
