import { readFile } from 'node:fs/promises'
import { parse, YAMLError } from 'yaml'
import { ConfigError } from './environment.ts'
import { describeFaults, GivenFlags } from './flags.ts'

/** What a flags file switches, YAML or JSON: `msw-preview: on`. Throws ConfigError naming the file and each wrong line. */
export async function readFlagsFile(path: string): Promise<GivenFlags> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ConfigError(
      `Cannot read the flags file ${path}: ${error instanceof Error ? error.message : String(error)}`,
    )
  })
  // A file of comments alone switches nothing.
  const parsed = GivenFlags.safeParse(parseYaml(path, text) ?? {})
  if (parsed.success) return parsed.data
  const lines = describeFaults(parsed.error).map((fault) => `  ${fault}`)
  throw new ConfigError(`The flags file ${path} does not fit:\n${lines.join('\n')}`)
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error
    throw new ConfigError(`The flags file ${path} is neither YAML nor JSON: ${error.message}`)
  }
}
