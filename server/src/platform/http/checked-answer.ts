import type { PolicedRoute } from '@tieback/contracts'
import { validateResponse } from '@ts-rest/core'

/** A part of an answer that is held to its schema and written as JSON where it is made: its bytes go out as they are. */
export interface WrittenPart {
  /** Names from the body down to the part. What stands there takes its place while the rest is checked: something small of the same shape. */
  readonly path: readonly string[]
  /** The part as JSON, in memory that holds until the next call. Throws what its schema refuses. */
  readonly write: () => Buffer
}

/** What a handler answers with. */
export interface HandlerAnswer {
  readonly status: number
  readonly body?: unknown
  readonly written?: WrittenPart
}

/** Holds an answer to its route's contract: undeclared fields are left out, a wrong shape throws. */
export function checkAnswer(route: PolicedRoute, { status, body }: HandlerAnswer): HandlerAnswer {
  return validateResponse({ appRoute: route, response: { status, body } })
}

/** The JSON of a checked body, with its written part in place. */
export function toJson(body: unknown, written?: WrittenPart): Buffer {
  if (written === undefined) return Buffer.from(JSON.stringify(body))
  return Buffer.concat([...piecesOf(body, written)])
}

function* piecesOf(value: unknown, { path: [name, ...rest], write }: WrittenPart): Generator<Buffer> {
  if (name === undefined) {
    yield write()
    return
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
    throw new Error(`there is no ${name} in the answer`)
  let before = '{'
  for (const [key, each] of Object.entries(value).filter(([, each]) => each !== undefined)) {
    yield Buffer.from(`${before}${JSON.stringify(key)}:`)
    if (key === name) yield* piecesOf(each, { path: rest, write })
    else yield Buffer.from(JSON.stringify(each))
    before = ','
  }
  yield Buffer.from('}')
}
