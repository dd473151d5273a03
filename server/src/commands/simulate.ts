import { createEnergyComponentsSource, createReplayTables, parseEnergyComponentsMapping } from '@tieback/adapters'
import {
  createFieldRows,
  createReplayRows,
  ecFaults,
  piFaults,
  sharedFaults,
  startEcSimulator,
  startPiSimulator,
} from '@tieback/adapters/simulators'
import { createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import type { Command } from 'commander'
import { parseClock } from '../config/clock.ts'
import { ConfigError, parseConfig } from '../config/environment.ts'
import { runImport } from './import.ts'
import { parseInstant, parsePort, parseSeed } from './options.ts'
import { print } from './print.ts'
import { abortOnSignal, untilAborted } from './signals.ts'
import { addSimulateFaults, describeFaults } from './simulate-faults.ts'

interface Simulator {
  readonly baseUrl: string
  stop(): Promise<void>
}

interface SimulateOptions {
  readonly port: number
  readonly seed: number
  /** First start of the field: its history lies before. */
  readonly since?: Date
  readonly fault: readonly string[]
  readonly json?: boolean
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text]

interface ReplayOptions extends SimulateOptions {
  readonly replay?: string
  readonly path?: string
  readonly ingest?: boolean
}

const historyDays = 400
const dayMs = 86_400_000

/** The simulated field's production day: the one that its site mapping names too. */
const fieldCalendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])

function openSimulatedField({ seed, since }: SimulateOptions) {
  const clock = parseClock(parseConfig(process.env).clock)
  const epoch = clock.now()
  const historyStart = new Date((since ?? epoch).getTime() - historyDays * dayMs)
  return { clock, field: createField({ seed, epoch, historyStart, calendar: fieldCalendar }) }
}

/** Announces the simulator to whoever started it, and serves until stopped. */
async function serveUntilStopped(what: string, simulator: Simulator, json: boolean | undefined): Promise<void> {
  const signal = abortOnSignal()
  const { baseUrl } = simulator
  const port = Number(new URL(baseUrl).port)
  process.send?.({ baseUrl, port })
  print(json, { baseUrl, port }, () => [`${what} at ${baseUrl} (Ctrl-C stops it)`])
  await untilAborted(signal)
  await simulator.stop()
}

async function simulateReplay({ replay, path, ingest, port, fault, json }: ReplayOptions): Promise<void> {
  if (replay !== 'volve') throw new ConfigError(`Only "volve" can be replayed, not "${replay ?? ''}".`)
  if (path === undefined) throw new ConfigError('Give the folder of the history by --path.')
  const { classes, mapping } = await createReplayTables(path)
  const simulator = await startEcSimulator({
    rows: createReplayRows(classes),
    clock: parseClock(null),
    port,
    faults: fault,
  })
  if (ingest !== true) {
    await serveUntilStopped('Energy Components replay of Volve', simulator, json)
    return
  }
  try {
    const source = createEnergyComponentsSource({
      id: 'volve-replay',
      name: 'Volve, replayed by the Energy Components simulator',
      baseUrl: simulator.baseUrl,
      mapping: parseEnergyComponentsMapping(mapping),
    })
    await runImport(source, json)
  } finally {
    await simulator.stop()
  }
}

export function addSimulate(program: Command): void {
  const simulate = program.command('simulate').description('speak for a field like a source system, over HTTP')
  const common = (command: Command): Command =>
    command
      .option('--port <number>', 'port to listen on; 0: any free one', parsePort, 0)
      .option('--seed <number>', 'which field', parseSeed, 1)
      .option('--since <instant>', 'when the field was first started; 400 days of history lie before', parseInstant)
      .option('--fault <name[=value]>', 'what to do wrong from the start; may be repeated', collect, [])
      .option('--json', 'print the address as JSON')
  common(simulate.command('pi').description('a PI Web API server'))
    .addHelpText('after', describeFaults([...piFaults, ...sharedFaults]))
    .action(async (options: SimulateOptions) => {
      const simulator = await startPiSimulator({
        ...openSimulatedField(options),
        port: options.port,
        faults: options.fault,
      })
      await serveUntilStopped('PI Web API simulator', simulator, options.json)
    })
  common(simulate.command('ec').description('an Energy Components server'))
    .option('--replay <history>', 'serve a real history instead of the simulated field: volve')
    .option('--path <folder>', 'where the files of the history are')
    .option('--ingest', 'read the replayed history through the adapter into the store, then end')
    .addHelpText('after', describeFaults([...ecFaults, ...sharedFaults]))
    .action(async (options: ReplayOptions) => {
      if (options.replay !== undefined) return await simulateReplay(options)
      const { field, clock } = openSimulatedField(options)
      const simulator = await startEcSimulator({
        rows: createFieldRows(field),
        clock,
        port: options.port,
        faults: options.fault,
      })
      await serveUntilStopped('Energy Components simulator', simulator, options.json)
    })
  addSimulateFaults(simulate)
}
