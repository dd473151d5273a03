import { resolve } from 'node:path'
import { z } from 'zod'
import { isPublicUrl, publicUrlOf } from './public-url.ts'
import { FlagList, type GivenFlags } from './flags.ts'
import { ProxyList } from './proxy-list.ts'

const port = z.coerce.number().int().min(0).max(65_535)
/** 256 bits as hexadecimal digits have 64 characters, as base 64 they have 43. */
const secretLengthMin = 32
const share = z.coerce.number().min(0).max(1)

/** Every environment variable, with its unit, bounds and default; `.env.example` is generated from this and checked stale. */
export const Environment = z.object({
  TIEBACK_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on; where it is not loopback, set TIEBACK_PUBLIC_URL'),
  TIEBACK_PORT: port.default(4310).describe('Port of the web application and the API; 0 picks a free one'),
  TIEBACK_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine(isPublicUrl, {
      error: 'must be https, or http on loopback, and end after the port: cookies would be sent in the clear',
    })
    .optional()
    .describe(
      'Address that browsers use, such as https://tieback.example.com; left out: http with TIEBACK_HOST and TIEBACK_PORT',
    ),
  TIEBACK_IDENTITY: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Identity file (YAML): your OpenID provider, and what its claims give; see docs/identity.md. Left out: what "tieback up" left in the data folder',
    ),
  SESSION_SECRET: z
    .string()
    .min(secretLengthMin)
    .optional()
    .describe(
      'What sessions are encrypted with, 32 characters or more, the same for all servers; left out: made once in the data folder, but not in production',
    ),
  AUDIT_SIGNING_KEY: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Private key (Ed25519, PEM) that signs the audit log, or the file that holds it; left out: made once in the data folder, but not in production',
    ),
  TIEBACK_DATA_DIR: z
    .string()
    .min(1)
    .default('.tieback')
    .describe('Folder of the embedded Postgres and of the evaluation field, relative to where the command runs'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('Your own Postgres, 15 or newer; left out: the embedded one'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe(
      'Your own Redis, for the job queue and for answers that servers share; left out: the queue lives in Postgres, and each server keeps its own answers',
    ),
  CACHE_MEMORY_MB: z.coerce
    .number()
    .int()
    .min(1)
    .max(16_384)
    .default(64)
    .describe('Most memory of one server for answers that it can serve again, MiB'),
  TIEBACK_SOURCES: z
    .string()
    .min(1)
    .optional()
    .describe('Sources file (YAML): which systems to read, and their site mapping files'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severe log line to print'),
  SHUTDOWN_GRACE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(120_000)
    .default(10_000)
    .describe('Longest wait for requests and jobs under way at shutdown, ms'),
  DATABASE_POOL_MAX: z.coerce
    .number()
    .int()
    .min(10)
    .max(100)
    .default(16)
    .describe(
      'Most Postgres connections of one process. A worker runs 5 jobs at once and follows live values; each holds one for its lock and takes one for its work: with fewer than 10 they would wait for each other',
    ),
  DAILY_HISTORY_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_600)
    .default(400)
    .describe('How far back daily production is filled in from a source of record, production days'),
  HOURLY_HISTORY_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_660)
    .default(30)
    .describe('How far back hourly aggregates are filled in from a historian, days'),
  SAMPLE_KEEP_DAYS: z.coerce.number().int().min(1).max(366).default(7).describe('How long raw samples are kept, days'),
  KPI_COVERAGE_MIN: share
    .default(0.5)
    .describe('A figure that rests on less than this share of the expected is refused, 0..1'),
  ATTENTION_BELOW_PLAN: share.default(0.05).describe('A node this far below plan asks for attention, 0..1 of plan'),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(6_000)
    .describe(
      'Most requests of one client address in a minute; 0: as many as come. A gateway’s clients share its address: name it in TRUSTED_PROXIES, or set 0 and limit there',
    ),
  RATE_LIMIT_PER_PERSON: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(3_000)
    .describe('Most requests of one person or machine in a minute, from wherever; 0: as many as come'),
  TRUSTED_PROXIES: ProxyList.optional().describe(
    'Addresses and networks of your gateways, such as 10.0.0.4,10.1.0.0/24, with commas between: what they say of a client’s address and of https counts. Left out: what nobody says counts',
  ),
  METRICS: z
    .enum(['loopback', 'any', 'off'])
    .default('loopback')
    .describe(
      'Who may read /metrics, for Prometheus: callers on this machine that no gateway stands for, everybody who reaches the port, or nobody',
    ),
  TIEBACK_API_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Where the web application finds the API, as a gateway publishes it, without /api/v1; left out: where the application itself comes from. Another origin has to allow this one (CORS), which is the gateway’s to do',
    ),
  TIEBACK_FLAGS: FlagList.optional().describe(
    'Feature flags, as NAME=on or NAME=off, with commas between; see docs/development.md',
  ),
  TIEBACK_FLAGS_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('File of feature flags (YAML or JSON), read again when it changes; TIEBACK_FLAGS counts for more'),
  TIEBACK_CLOCK: z
    .string()
    .regex(/^[^@]+@\d+(\.\d+)?$/)
    .optional()
    .describe('Evaluation only: a clock that runs faster than time, as INSTANT@SPEED; set by "tieback up --speed"'),
})

export interface Config {
  readonly host: string
  readonly port: number
  /** Where browsers find Tieback, without a slash at its end. */
  readonly publicUrl: string
  readonly identityFile: string | null
  /** As given; `openSecrets` knows what counts where nothing is. */
  readonly sessionSecret: string | null
  readonly auditSigningKey: string | null
  /** NODE_ENV is `production`: what is for evaluation only is refused. */
  readonly isProduction: boolean
  readonly dataDir: string
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  /** MiB */
  readonly cacheMemoryMb: number
  readonly sourcesFile: string | null
  readonly logLevel: z.infer<typeof Environment>['LOG_LEVEL']
  readonly shutdownGraceMs: number
  readonly databasePoolMax: number
  readonly dailyHistoryDays: number
  readonly hourlyHistoryDays: number
  readonly sampleKeepDays: number
  /** 0..1 */
  readonly kpiCoverageMin: number
  /** 0..1 of plan */
  readonly attentionBelowPlan: number
  /** 0: no limit. */
  readonly rateLimitPerMinute: number
  /** 0: no limit. */
  readonly rateLimitPerPerson: number
  /** Addresses and networks. */
  readonly trustedProxies: readonly string[]
  readonly metrics: z.infer<typeof Environment>['METRICS']
  /** Without a slash at its end; empty: the web application's own origin. */
  readonly apiBaseUrl: string
  /** Flags that the environment switches; the rest is in the file, or as it is by default. */
  readonly flags: GivenFlags
  readonly flagsFile: string | null
  readonly clock: string | null
}

/** The environment doesn't fit; the message lists every variable that is wrong and what it must be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** The configuration, parsed once at the door. An empty variable counts as not set. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`These environment variables do not fit:\n${lines.join('\n')}`)
  }
  const value = parsed.data
  return {
    host: value.TIEBACK_HOST,
    port: value.TIEBACK_PORT,
    publicUrl: publicUrlOf({ host: value.TIEBACK_HOST, port: value.TIEBACK_PORT, given: value.TIEBACK_PUBLIC_URL }),
    identityFile: value.TIEBACK_IDENTITY === undefined ? null : resolve(value.TIEBACK_IDENTITY),
    sessionSecret: value.SESSION_SECRET ?? null,
    auditSigningKey: value.AUDIT_SIGNING_KEY ?? null,
    isProduction: given['NODE_ENV'] === 'production',
    dataDir: resolve(value.TIEBACK_DATA_DIR),
    databaseUrl: value.DATABASE_URL ?? null,
    redisUrl: value.REDIS_URL ?? null,
    cacheMemoryMb: value.CACHE_MEMORY_MB,
    sourcesFile: value.TIEBACK_SOURCES === undefined ? null : resolve(value.TIEBACK_SOURCES),
    logLevel: value.LOG_LEVEL,
    shutdownGraceMs: value.SHUTDOWN_GRACE_MS,
    databasePoolMax: value.DATABASE_POOL_MAX,
    dailyHistoryDays: value.DAILY_HISTORY_DAYS,
    hourlyHistoryDays: value.HOURLY_HISTORY_DAYS,
    sampleKeepDays: value.SAMPLE_KEEP_DAYS,
    kpiCoverageMin: value.KPI_COVERAGE_MIN,
    attentionBelowPlan: value.ATTENTION_BELOW_PLAN,
    rateLimitPerMinute: value.RATE_LIMIT_PER_MINUTE,
    rateLimitPerPerson: value.RATE_LIMIT_PER_PERSON,
    trustedProxies: value.TRUSTED_PROXIES ?? [],
    metrics: value.METRICS,
    apiBaseUrl: (value.TIEBACK_API_BASE_URL ?? '').replace(/\/+$/, ''),
    flags: value.TIEBACK_FLAGS ?? {},
    flagsFile: value.TIEBACK_FLAGS_FILE === undefined ? null : resolve(value.TIEBACK_FLAGS_FILE),
    clock: value.TIEBACK_CLOCK ?? null,
  }
}

/** `.env.example`: each variable with what it is for, commented out at its default. */
export function renderEnvExample(): string {
  const blocks = Object.entries(Environment.shape).map(([name, schema]) => {
    const fallback = schema.safeParse(undefined).data
    // A variable that is read into a list has no default.
    const value = fallback === undefined || typeof fallback === 'object' ? '' : String(fallback)
    return `# ${schema.description ?? ''}\n# ${name}=${value}\n`
  })
  return `# Generated from server/src/config/environment.ts by "npm run generate". Copy to .env and uncomment what you change.\n\n${blocks.join('\n')}`
}
