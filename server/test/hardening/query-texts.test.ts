import { listRoutes } from '@tieback/contracts/openapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestApp, type TestApp } from '../test-app.ts'
import { LoopWatch } from './loop-watch.ts'

/** The longest that the event loop may be held, ms. */
const heldMsMax = 200

/** With the rest of the address below what the server takes. */
const charactersMax = 7_000

const fill = (piece: string, end = ''): string => piece.repeat(Math.floor(charactersMax / piece.length)) + end

/** What makes a bad pattern go back and forth, a bad list grow, or a bad number take its time. */
const texts = [
  fill('a'),
  fill('a', '!'),
  fill('a-'),
  fill('well-a,', '!'),
  fill(','),
  fill('0'),
  fill('9', '.'),
  `2026-03-11T00:00:00.${fill('0', 'x')}`,
  `1e${fill('9')}`,
  fill('\u0000'),
  fill('ø'),
]

let test: TestApp
beforeAll(async () => {
  test = await startTestApp()
})
afterAll(() => test.dispose())

const namesOf = (schema: unknown): string[] => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])

const parameters = listRoutes()
  .filter(({ route }) => route.method === 'GET')
  .flatMap(({ name, route }) => [
    ...namesOf(route.query).map((parameter) => ({
      where: `${name} ?${parameter}`,
      toPath: (text: string) => `${route.path.replaceAll(/:\w+/g, 'well-a1')}?${parameter}=${text}`,
    })),
    ...namesOf(route.pathParams).map((parameter) => ({
      where: `${name} /:${parameter}`,
      toPath: (text: string) => route.path.replace(`:${parameter}`, text).replaceAll(/:\w+/g, 'well-a1'),
    })),
  ])

/** Statuses of all texts, and how long they held the loop at most. */
async function ask(toPath: (text: string) => string): Promise<{ statuses: number[]; heldMs: number }> {
  const statuses: number[] = []
  const watch = new LoopWatch()
  for (const text of texts) {
    const { statusCode } = await test.app.inject({ url: toPath(encodeURIComponent(text).slice(0, charactersMax)) })
    statuses.push(statusCode)
    // Each by itself: what comes after it isn't its fault.
    await new Promise((resolve) => setImmediate(resolve))
  }
  watch.stop()
  return { statuses, heldMs: watch.take() }
}

describe('a text that is as long as an address may be', () => {
  it('is tried in every parameter of every address', () => {
    expect(parameters.length).toBeGreaterThan(60)
  })

  it.each(parameters)('is refused at once by $where', async ({ toPath }) => {
    let { statuses, heldMs } = await ask(toPath)
    if (heldMs > heldMsMax) ({ statuses, heldMs } = await ask(toPath))
    for (const status of statuses) expect([200, 400, 404, 501]).toContain(status)
    expect(heldMs).toBeLessThanOrEqual(heldMsMax)
  })
})
