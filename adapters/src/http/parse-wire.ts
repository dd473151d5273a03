import type { z } from 'zod'
import { SourceError } from '../source-error.ts'

/**
 * The body as its schema says.
 *
 * throws  SourceError `bad_payload` naming the first place that has drifted
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
  const place = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.')
  throw new SourceError('bad_payload', sourceId, `${what}: ${place}: ${issue?.message ?? 'wrong shape'}`)
}
