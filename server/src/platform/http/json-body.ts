import type { FastifyInstance } from 'fastify'
import { ProblemError } from './problems.ts'

/** A scenario with the settings of some hundred wells is the largest body, about 60 kB; bytes. */
export const bodyBytesMax = 128 * 1_024

/** A scenario goes six deep. */
const depthMax = 32

/** Names in a body together: a scenario of some hundred wells has about 2,000. */
const namesMax = 10_000

/** Items of one list. */
const itemsMax = 10_000

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const openBrace = 0x7b
const closeBracket = 0x5d
const closeBrace = 0x7d

/** The place of the quote that ends the text begun at `start`; the end where none does. */
function endOfText(json: string, start: number): number {
  for (let index = start + 1; index < json.length; index += 1) {
    const code = json.charCodeAt(index)
    if (code === backslash) index += 1
    else if (code === quote) return index
  }
  return json.length
}

/** In what a JSON text is more than any request needs; null where in nothing. Looks at each character once, and builds nothing. */
export function findExcess(json: string): string | null {
  const items = new Uint32Array(depthMax + 1)
  let depth = 0
  let names = 0
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index)
    if (code === quote) index = endOfText(json, index)
    else if (code === openBrace || code === openBracket) {
      depth += 1
      if (depth > depthMax) return `is nested deeper than ${depthMax}`
      items[depth] = 1
    } else if (code === closeBrace || code === closeBracket) depth = Math.max(0, depth - 1)
    else if (code === colon && (names += 1) > namesMax) return `has more than ${namesMax} names`
    else if (code === comma && (items[depth] = (items[depth] ?? 0) + 1) > itemsMax) {
      return `has more than ${itemsMax} items in one list`
    }
  }
  return null
}

/** Reads bodies of JSON and of nothing else: within bounds, and without names that would change what all objects have. */
export function readJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: bodyBytesMax },
    (request, body, done) => {
      // Safe: `parseAs` says so.
      const json = body as string
      const excess = findExcess(json)
      if (excess !== null) done(new ProblemError('invalid-request', `The body ${excess}.`))
      else void parse(request, json, done)
    },
  )
}
