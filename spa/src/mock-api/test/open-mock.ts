import type { Problem, SourceState } from '@tieback/contracts'
import type { MockOptions, MockWorld } from '../mock-world.ts'
import { createMockServer } from '../node.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: unknown
  /** Of a success; undefined in a problem. */
  readonly data: unknown
  readonly sources: readonly SourceState[]
  readonly code: string | undefined
  readonly detail: string | undefined
  /** Paths of what a problem says is wrong with the request. */
  readonly errorPaths: readonly string[]
}

function toAnswer({ status, headers }: Response, text: string): Answer {
  // Safe: whatever is asked of it, the API answers an envelope or a problem.
  const body = JSON.parse(text) as { data?: unknown; meta?: { sources: SourceState[] } } & Partial<Problem>
  const { data, meta, code, detail, errors } = body
  const errorPaths = (errors ?? []).map(({ path }) => path)
  return { status, headers, text, body, data, sources: meta?.sources ?? [], code, detail, errorPaths }
}

export interface OpenMock {
  readonly world: MockWorld
  /** What was wrong with the mock itself. */
  readonly faults: unknown[]
  readonly get: (path: string, init?: RequestInit) => Promise<Answer>
  readonly send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  readonly advance: (ms: number) => void
  readonly close: () => void
}

export const origin = 'http://mock.test'

/** The instant that the contract's examples are of, so that requests made from them are about days that exist. */
const startedAt = new Date('2026-11-19T09:30:00.000Z')

/** A mock API of its own on a clock that stands still until it is told to move. */
export function openMock(options: MockOptions = {}): OpenMock {
  let nowMs = startedAt.getTime()
  const faults: unknown[] = []
  const { server, world } = createMockServer({
    now: () => new Date(nowMs),
    reportFault: (error) => faults.push(error),
    ...options,
  })
  server.listen({ onUnhandledFrame: 'error' })
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${origin}/api/v1${path}`, init)
    return toAnswer(response, await response.text())
  }
  return {
    world,
    faults,
    get: (path, init = {}) => ask(path, init),
    send: (method, path, body, headers = {}) =>
      ask(path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    advance: (ms) => {
      nowMs += ms
    },
    close: () => server.close(),
  }
}
