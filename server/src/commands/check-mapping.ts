import {
  checkEnergyComponentsMapping,
  createPiWebApiSource,
  type MappingFinding,
  parsePiMapping,
  SourceError,
} from '@tieback/adapters'
import { parseClock } from '../config/clock.ts'
import { ConfigError, parseConfig } from '../config/environment.ts'
import type { SourceEntry } from '../config/sources-file.ts'
import { withFieldClock } from '../embedded/field-settings.ts'
import { readMappingFile, readSourceEntries, toConnection } from '../sources.ts'
import { print } from './print.ts'
import { abortOnSignal } from './signals.ts'

/** Short names of the kinds, for a file that is checked before any source is configured, or where there is one of its kind only. */
const kindOf: Readonly<Record<string, SourceEntry['kind']>> = { ec: 'energy-components', pi: 'pi-web-api' }

/** Refused series that are told one by one. */
const refusedShownMax = 50

interface Chosen {
  readonly kind: SourceEntry['kind']
  /** Null: the file is looked at alone. */
  readonly entry: SourceEntry | null
}

function choose(entries: readonly SourceEntry[], asked: string | undefined): Chosen {
  const entry = entries.find(({ id }) => id === asked)
  if (entry !== undefined) return { kind: entry.kind, entry }
  const kind = kindOf[asked ?? '']
  if (kind === undefined) {
    const known = [...new Set([...entries.map(({ id }) => id), ...Object.keys(kindOf)])].join(', ')
    throw new ConfigError(`Say which source the mapping is for: ${known}.`)
  }
  const [only, ...others] = entries.filter((each) => each.kind === kind)
  if (others.length > 0) throw new ConfigError(`There are several sources of ${kind}: name one by its id.`)
  return { kind, entry: only ?? null }
}

/** What the points of a server come to under a mapping: series that are refused, and how many nobody names. */
async function checkPiMapping(text: string, entry: SourceEntry | null, signal: AbortSignal): Promise<MappingFinding[]> {
  const mapping = parsePiMapping(text)
  if (entry === null) return []
  const source = createPiWebApiSource({ ...toConnection(entry), mapping })
  try {
    const { signals, refused, unmatchedSignals = 0 } = await source.discover(signal)
    return [
      ...refused.slice(0, refusedShownMax).map(({ key, message }) => ({ level: 'error', path: key, message }) as const),
      ...(signals.length === 0
        ? [{ level: 'error', path: 'tags', message: 'No series of the server fits any pattern.' } as const]
        : []),
      {
        level: 'note',
        path: 'tags',
        message: `${signals.length} series fit, ${refused.length} are refused, ${unmatchedSignals} are left alone because no pattern names them.`,
      },
    ]
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    return [{ level: 'error', path: '', message: error.message }]
  } finally {
    await source.close()
  }
}

/** Says what a site mapping file lacks, alone or against the source that it is for; exits with 1 where figures would be lost. */
export async function checkMapping(asked: string | undefined, file: string, json: boolean | undefined): Promise<void> {
  const config = await withFieldClock(parseConfig(process.env))
  const { kind, entry } = choose(await readSourceEntries(config), asked)
  const text = await readMappingFile(file)
  const signal = abortOnSignal()
  const site =
    entry === null ? undefined : { connection: toConnection(entry), now: parseClock(config.clock).now(), signal }
  const findings =
    kind === 'pi-web-api' ? await checkPiMapping(text, entry, signal) : await checkEnergyComponentsMapping(text, site)
  print(json, { kind, against: entry?.id ?? null, findings }, () => [
    ...findings.map(({ level, path, message }) => `${level.padEnd(7)}  ${path === '' ? '(file)' : path}: ${message}`),
    ...(findings.length === 0 ? ['The mapping fits.'] : []),
    ...(entry === null ? ['Looked at alone: name a configured source to hold it against its rows.'] : []),
  ])
  if (findings.some(({ level }) => level === 'error')) process.exitCode = 1
}
