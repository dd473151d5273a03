import { createContext, runInContext } from 'node:vm'
import { Instant } from '@tieback/contracts'
import { listRoutes } from '@tieback/contracts/openapi'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

/** The longest text that an address or a body has room for. */
const charactersMax = 128 * 1_024

/** A pattern that looks at each character once takes a few milliseconds for such a text, one that goes back for ever takes hours. */
const patienceMs = 5_000

interface FoundPattern {
  readonly where: string
  readonly pattern: string
  readonly maxLength: number | undefined
}

type Schema = Readonly<Record<string, unknown>>
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

/** Every pattern in a JSON Schema, wherever it stands. */
function* findPatterns(schema: unknown, where: string): Generator<FoundPattern> {
  if (!isSchema(schema)) return
  if (typeof schema['pattern'] === 'string') {
    const { maxLength } = schema
    yield { where, pattern: schema['pattern'], maxLength: typeof maxLength === 'number' ? maxLength : undefined }
  }
  for (const [name, below] of Object.entries(schema)) yield* findPatterns(below, `${where}.${name}`)
}

const toJsonSchema = (schema: unknown): unknown =>
  schema instanceof z.ZodType ? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) : undefined

const found = listRoutes().flatMap(({ name, route }) => {
  const { pathParams, query, headers } = route
  const body = 'body' in route ? route.body : undefined
  return Object.entries({ pathParams, query, body, ...(isSchema(headers) ? headers : {}) }).flatMap(
    ([part, schema]) => [...findPatterns(toJsonSchema(schema), `${name} ${part}`)],
  )
})

const patterns = [...new Set(found.map(({ pattern }) => pattern))]

/** A long text that begins like what a pattern takes and ends like nothing: what makes a bad one go back and forth. */
function* hostileTexts(pattern: string): Generator<string> {
  const words = pattern.match(/[a-z]+/gi) ?? []
  const pieces = ['a', '0', 'a-', 'a,', '-', ',', ' ', '0:', 'aA0-', ...words, ...words.map((word) => `${word}-a,`)]
  for (const piece of new Set(pieces)) {
    const long = piece.repeat(Math.ceil(charactersMax / piece.length)).slice(0, charactersMax)
    yield long
    yield `${long}\u0000`
    for (const word of new Set(words)) yield `${word}-${long}!`
  }
}

/** Tries a pattern on a text; throws where it isn't done in time. */
function match(pattern: string, text: string): unknown {
  const context = createContext({ pattern, text })
  return runInContext('new RegExp(pattern, "u").test(text) || new RegExp(pattern).test(text)', context, {
    timeout: patienceMs,
  }) as unknown
}

describe('the patterns of what callers send', () => {
  it('are found, those of addresses and those of bodies', () => {
    expect(patterns.length).toBeGreaterThan(12)
    expect(found.some(({ where }) => where.includes(' query'))).toBe(true)
    expect(found.some(({ where }) => where.includes(' body'))).toBe(true)
  })

  it('notice one that goes back for ever', () => {
    expect(() => match('^(a+)+$', `${'a'.repeat(50)}!`)).toThrow('timed out')
  })

  it.each(patterns)('%s is done with any text in time', (pattern) => {
    for (const text of hostileTexts(pattern)) expect(() => match(pattern, text)).not.toThrow()
  })

  it('are of texts with a greatest length, but for instants, which the address bounds', () => {
    // Without repeats of any number a pattern says itself how long a text may be.
    const isBounded = ({ pattern, maxLength }: FoundPattern): boolean =>
      maxLength !== undefined || !/[*+]|\{\d+,\}/.test(pattern.replaceAll(/\[[^\]]*\]/g, 'x'))
    const instants = [...findPatterns(toJsonSchema(Instant), 'Instant')].map(({ pattern }) => pattern)
    const unbounded = found.filter((each) => !isBounded(each) && !instants.includes(each.pattern))
    expect(unbounded.map(({ where }) => where)).toEqual([])
  })
})
