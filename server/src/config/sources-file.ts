import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ResilienceSettings } from '@tieback/adapters'
import { parse } from 'yaml'
import { z } from 'zod'
import { ConfigError } from './environment.ts'

const Auth = z.discriminatedUnion('scheme', [
  z.object({ scheme: z.literal('none') }),
  z.object({ scheme: z.literal('basic'), user: z.string().min(1), passwordEnv: z.string().min(1) }),
  z.object({ scheme: z.literal('bearer'), tokenEnv: z.string().min(1) }),
  z.object({ scheme: z.literal('header'), name: z.string().min(1), valueEnv: z.string().min(1) }),
  /** Client credentials: a token is fetched from the provider, and again before it runs out. */
  z
    .object({
      scheme: z.literal('oauth2'),
      /** Where the provider describes itself; or its token endpoint, where it doesn't. */
      issuer: z.url({ protocol: /^https?$/ }).optional(),
      tokenEndpoint: z.url({ protocol: /^https?$/ }).optional(),
      clientId: z.string().min(1),
      clientSecretEnv: z.string().min(1),
      /** Where the provider wants the secret. */
      clientAuthentication: z.enum(['post', 'basic']).default('post'),
      scope: z.string().min(1).optional(),
    })
    .refine(({ issuer, tokenEndpoint }) => (issuer === undefined) !== (tokenEndpoint === undefined), {
      error: 'give either issuer or tokenEndpoint',
    }),
  /** Client credentials of an application in Microsoft Entra ID; a token is fetched, kept over restarts, and renewed before it runs out. */
  z.object({
    scheme: z.literal('entra'),
    /** Of one tenant: where anybody's would do, a token of another company would too. */
    tenantId: z
      .string()
      .max(100)
      .regex(/^[\w.-]+$/)
      .refine((id) => !['common', 'organizations', 'consumers'].includes(id), { error: 'must be one tenant' }),
    clientId: z.string().min(1),
    clientSecretEnv: z.string().min(1),
    /** Whose rights are asked for, such as https://graph.microsoft.com or api://historian. */
    resource: z.string().min(1),
    /** Where the tenant is in a national cloud. */
    authorityHost: z.url({ protocol: /^https$/ }).optional(),
  }),
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
    /** Production days that are read again once each day: what was deleted at the source leaves no other trace. */
    windowDays: z.int().min(1).max(400).default(45),
    /** How far back samples are read again, and how often: late, corrected and deleted ones. */
    lookBackS: z
      .number()
      .min(60)
      .max(31 * 86_400)
      .default(7_200),
    lookBackEveryS: z.number().min(10).max(86_400).default(1_800),
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
  resilience: ResilienceSettings,
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
