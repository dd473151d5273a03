import { parse } from 'yaml'
import type { z } from 'zod'

/** A mapping file that says something we can't carry out. Its message names each key and what is expected there. */
export class MappingError extends Error {
  override readonly name = 'MappingError'
}

/**
 * The mapping that a YAML text, or an object already read from one, describes.
 *
 * throws  MappingError listing every key that is wrong, one a line
 */
export function parseMapping<Schema extends z.ZodType>(schema: Schema, input: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(typeof input === 'string' ? readYaml(input, what) : input)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || '(the file)'}: ${issue.message}`)
  throw new MappingError(`${what} is not usable:\n${lines.join('\n')}`)
}

function readYaml(text: string, what: string): unknown {
  try {
    return parse(text) as unknown
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MappingError(`${what} is not YAML: ${reason}`, { cause })
  }
}
