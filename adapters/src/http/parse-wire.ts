import type { z } from 'zod'
import { SourceError } from '../source-error.ts'

/** What a schema calls what it expects, in words. */
const expectations: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  nonoptional: 'a value',
}

/** Longest piece of a value that a message shows. */
const shownMax = 40

/**
 * The body as its schema says.
 *
 * throws  SourceError `bad_payload` naming the first place that has drifted, what was expected there and what came
 */
export function parseWire<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  sourceId: string,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const text = issue === undefined ? 'the body has the wrong shape' : describe(issue, body)
  throw new SourceError('bad_payload', sourceId, `${what}: ${text}.`)
}

function describe(issue: z.core.$ZodIssue, body: unknown): string {
  const place = issue.path.length === 0 ? 'the body' : issue.path.join('.')
  const found = issue.path.reduce<unknown>(memberOf, body)
  return found === undefined
    ? `${place} is missing where ${expectedOf(issue)} was expected`
    : `${place} is ${show(found)} where ${expectedOf(issue)} was expected`
}

/** Safe: what has no such member gives undefined, which is what is said of it. */
const memberOf = (value: unknown, name: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<PropertyKey, unknown>>)[name] : undefined

function expectedOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return expectations[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ')
    case 'too_small':
      return issue.origin === 'string' ? 'a longer text' : `no less than ${String(issue.minimum)}`
    default:
      return issue.message
  }
}

function show(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value !== 'string') return JSON.stringify(value)
  return `the text ${JSON.stringify(value.length > shownMax ? `${value.slice(0, shownMax)}…` : value)}`
}
