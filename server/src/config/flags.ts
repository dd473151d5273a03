import { z } from 'zod'

interface FlagEntry {
  readonly byDefault: boolean
  /** What is there when it is on. */
  readonly description: string
}

/** Every feature flag. One that is not here is refused, so that a slip of the pen doesn't pass for a switched one. */
export const flagTable = {
  'msw-preview': {
    byDefault: false,
    description: 'the web application offers a preview on invented data, answered inside the browser',
  },
  'new-endpoints': {
    byDefault: false,
    description: 'the web application has a page on the routes that are to come',
  },
  'model-overlays': {
    byDefault: false,
    description: 'trends draw what a model expects beside what was produced, where the API gives it',
  },
} as const satisfies Record<string, FlagEntry>

export type FlagName = keyof typeof flagTable
export type FlagValues = Readonly<Record<FlagName, boolean>>

export const flagNames = Object.keys(flagTable) as readonly FlagName[]

// YAML says on and off as words, JSON as booleans.
const Switch = z
  .union([z.boolean(), z.enum(['on', 'off'])], { error: 'expected on or off' })
  .transform((value) => value === true || value === 'on')

/** Some flags by name, as a file or a variable gives them. */
export const GivenFlags = z.partialRecord(z.enum(flagNames), Switch)
export type GivenFlags = z.infer<typeof GivenFlags>

/** `msw-preview=on,new-endpoints=off`, as the environment says it. */
export const FlagList = z.string().transform((text, context): GivenFlags => {
  const given = new Map<string, string | undefined>()
  for (const part of text.split(',')) {
    const [name = '', value] = part.split('=').map((word) => word.trim())
    if (given.has(name)) context.addIssue(`${name}: given twice`)
    given.set(name, value)
  }
  const parsed = GivenFlags.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  for (const fault of describeFaults(parsed.error)) context.addIssue(fault)
  return z.NEVER
})

/** Each thing that is wrong, with the flag that it is about. */
export function describeFaults(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return `${issue.path.join('.') || '(top)'}: ${issue.message}`
    return issue.keys.map((name) => `"${name}" is no flag; there are ${flagNames.join(', ')}`)
  })
}
