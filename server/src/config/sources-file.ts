import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { ConfigError } from './environment.ts'

const Auth = z.discriminatedUnion('scheme', [
  z.object({ scheme: z.literal('none') }),
  z.object({ scheme: z.literal('basic'), user: z.string().min(1), passwordEnv: z.string().min(1) }),
  z.object({ scheme: z.literal('bearer'), tokenEnv: z.string().min(1) }),
  z.object({ scheme: z.literal('header'), name: z.string().min(1), valueEnv: z.string().min(1) }),
])

const SourceId = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes')

/** Seconds between runs of a source's jobs. */
const Every = z
  .object({
    discoverS: z.number().min(10).max(86_400).default(600),
    productionS: z.number().min(1).max(86_400).default(60),
    hourlyS: z.number().min(1).max(86_400).default(60),
    samplesS: z.number().min(1).max(86_400).default(15),
  })
  .prefault({})

/** One configured instance of an adapter. Secrets are named by the environment variable that holds them, never written here. */
export const SourceEntry = z.object({
  id: SourceId,
  name: z.string().min(1),
  kind: z.enum(['pi-web-api', 'energy-components']),
  baseUrl: z.url({ protocol: /^https?$/ }),
  auth: Auth.default({ scheme: 'none' }),
  /** PEM file of the authority behind the server's certificate, relative to the sources file. */
  caFile: z.string().min(1).optional(),
  timeoutMs: z.number().int().min(100).max(120_000).default(15_000),
  /** Site mapping file, relative to the sources file. */
  mapping: z.string().min(1),
  every: Every,
})
export type SourceEntry = z.infer<typeof SourceEntry>

const SourcesFile = z
  .object({ sources: z.array(SourceEntry) })
  .refine(({ sources }) => new Set(sources.map(({ id }) => id)).size === sources.length, {
    error: 'two sources have the same id',
  })

/** The sources of a site, mapping paths made absolute. Throws ConfigError naming the file and each wrong key. */
export async function readSourcesFile(path: string): Promise<SourceEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ConfigError(
      `Cannot read the sources file ${path}: ${error instanceof Error ? error.message : String(error)}`,
    )
  })
  const parsed = SourcesFile.safeParse(parse(text))
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`)
    throw new ConfigError(`The sources file ${path} does not fit:\n${lines.join('\n')}`)
  }
  const absolute = (file: string): string => resolve(dirname(path), file)
  return parsed.data.sources.map(({ caFile, ...source }) => ({
    ...source,
    mapping: absolute(source.mapping),
    ...(caFile === undefined ? {} : { caFile: absolute(caFile) }),
  }))
}
