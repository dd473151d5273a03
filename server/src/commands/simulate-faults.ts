import type { FaultDescription } from '@tieback/adapters/simulators'
import type { Command } from 'commander'
import { z } from 'zod'
import { ConfigError, parseConfig } from '../config/environment.ts'
import { readSourceEntries } from '../sources.ts'
import { print } from './print.ts'

const Faults = z.object({ active: z.array(z.string()) })
const Refusal = z.object({ error: z.string() })

/** Longest wait for a simulator on this machine, ms. */
const answerMsMax = 5_000

/** What `--help` of a simulator says of its faults: name, value and what the server then does. */
export function describeFaults(descriptions: readonly FaultDescription[]): string {
  const nameOf = ({ name, parameter }: FaultDescription): string =>
    parameter === null ? name : `${name}[=${parameter.default}${parameter.unit === null ? '' : ` ${parameter.unit}`}]`
  const width = Math.max(...descriptions.map((description) => nameOf(description).length))
  return [
    '',
    'Faults:',
    ...descriptions.map((description) => `  ${nameOf(description).padEnd(width)}  ${description.does}`),
  ].join('\n')
}

/** The address of a simulator: as given, or of the configured source that it stands in for. */
async function findSimulator(asked: string): Promise<URL> {
  if (/^https?:\/\//.test(asked)) return new URL('/simulator/faults', asked)
  const entries = await readSourceEntries(parseConfig(process.env))
  const entry = entries.find(({ id }) => id === asked)
  if (entry !== undefined) return new URL('/simulator/faults', entry.baseUrl)
  const known = entries.map(({ id }) => id).join(', ') || 'none is configured'
  throw new ConfigError(`There is no source ${asked} (${known}). Give its id, or the simulator's address.`)
}

async function askSimulator(url: URL, init: { method: string; body?: string }): Promise<string[]> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(answerMsMax) }).catch((error: unknown) => {
    throw new ConfigError(
      `No simulator answers at ${url.origin}: ${error instanceof Error ? error.message : String(error)}.`,
    )
  })
  const body: unknown = await response.json().catch(() => null)
  const refusal = Refusal.safeParse(body)
  if (refusal.success) throw new ConfigError(refusal.data.error)
  const faults = Faults.safeParse(body)
  if (faults.success) return faults.data.active
  throw new ConfigError(
    `What answers at ${url.origin} is not a simulator of ours: faults can't be set on a real system.`,
  )
}

interface Options {
  readonly set?: string[]
  readonly clear?: boolean
  readonly json?: boolean
}

async function changeFaults(asked: string, { set, clear, json }: Options): Promise<void> {
  const url = await findSimulator(asked)
  const request =
    set === undefined ? { method: clear === true ? 'DELETE' : 'GET' } : { method: 'PUT', body: JSON.stringify(set) }
  const active = await askSimulator(url, request)
  print(json, { active }, () => (active.length === 0 ? ['No fault is set.'] : active))
}

export function addSimulateFaults(simulate: Command): void {
  simulate
    .command('faults')
    .argument('<simulator>', 'the source that it stands in for, by its id; or its address')
    .description('what a running simulator does wrong; with --set, what it does wrong from now on')
    .option('--set <faults...>', 'these and no others, such as slow=2000 unauthorized')
    .option('--clear', 'none any more')
    .option('--json', 'print the result as JSON')
    .action(changeFaults)
}
