import { z } from 'zod'

/** Where the configuration lies: beside the page, so that a hoster of files can put one there as the server does. */
export const configPath = `${import.meta.env.BASE_URL}config.json`

/** What this page is told when it starts, and not when it is built. A name that it doesn't know is left alone. */
export const RuntimeConfig = z.object({
  /** Where the API is, without `/api/v1` and without a slash at its end; empty: where the page itself comes from. */
  apiBaseUrl: z
    .union([z.literal(''), z.url({ protocol: /^https?$/, error: 'expected "" or an http(s) address' })])
    .transform((address) => address.replace(/\/+$/, '')),
  /** Feature flags as they stand; one that isn't there is off. */
  flags: z.record(z.string(), z.boolean()),
  /** Operations that are declared and not served yet, such as `forecasts.listForecasts`; null where nobody says. */
  notServed: z.array(z.string()).nullable().default(null),
})
export type RuntimeConfig = z.infer<typeof RuntimeConfig>

/** The page can't start; the message says what is wrong with its configuration. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Longest wait for the configuration: it is small, and nothing is drawn before it is there, ms. */
const waitMsMax = 10_000

/** The configuration as it stands. Throws ConfigError where there is none, or where it doesn't fit. */
export async function readRuntimeConfig(fetchFile: typeof fetch = fetch): Promise<RuntimeConfig> {
  const answer = await fetchFile(configPath, { cache: 'no-store', signal: AbortSignal.timeout(waitMsMax) }).catch(
    (error: unknown) => {
      throw new ConfigError(`${configPath} can’t be fetched: ${error instanceof Error ? error.message : String(error)}`)
    },
  )
  if (!answer.ok) throw new ConfigError(`${configPath} was answered with status ${String(answer.status)}`)
  return parseRuntimeConfig(await answer.text())
}

/** Throws ConfigError that names each wrong part. */
export function parseRuntimeConfig(text: string): RuntimeConfig {
  const parsed = RuntimeConfig.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`)
  throw new ConfigError(`${configPath} does not fit. ${faults.join('. ')}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Many a hoster of files answers with the page itself where it has no such file.
    throw new ConfigError(
      `${configPath} is not JSON: ${text.trimStart().startsWith('<') ? 'a page came' : 'a text came'}`,
    )
  }
}
