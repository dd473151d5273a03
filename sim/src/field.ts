import { addDays, productionDayOf, type Calendar } from '@tieback/domain'
import { createAllocation, type Allocation } from './allocation.ts'
import { createDayTable, type DayTable } from './day-table.ts'
import { createInstruments } from './instruments.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createMeterErrors } from './meters.ts'
import { createOutageBook, type OutageBook } from './outage-book.ts'
import { createPlan, type Plan } from './plan.ts'
import { createPotentials } from './potentials.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createSensorFaults } from './sensor-faults.ts'
import { createSensors, type Sensors } from './sensors.ts'
import { createSimulation, type Simulation } from './simulation.ts'
import { createTags, type Tag } from './tags.ts'
import { createTopology, type Topology } from './topology.ts'
import { datedValue, type Well } from './well.ts'
import { createWellStates, type WellStates } from './well-state.ts'
import { createWellTests, type WellTests } from './well-tests.ts'

/**
 * One physical truth and the records kept of it. All of it follows from the seed and the first day: two processes with
 * the same two tell the same story, in whatever order they are asked.
 *
 * Days are counted from 0, the first day of the history; `days` turns them into labels and instants.
 */
export interface Field {
  readonly seed: number
  readonly days: DayTable
  readonly topology: Topology
  readonly tags: readonly Tag[]
  readonly simulation: Simulation
  readonly outages: OutageBook
  readonly tests: WellTests
  readonly plan: Plan
  readonly allocation: Allocation
  readonly ledger: Ledger
  readonly registry: Registry
  readonly states: WellStates
  readonly sensors: Sensors
  /** Code of a well at an instant, which is what its tags are named after. */
  wellCode(well: Well, instantMs: number): string
  tagName(tag: Tag, instantMs: number): string
}

export interface FieldOptions {
  readonly seed: number
  /** The instant taken for now when the field is made: the history up to it is worked out at once. */
  readonly epoch: Date
  /** First instant of the history; left out: `historyDays` before the epoch. */
  readonly historyStart?: Date
  readonly historyDays?: number
  readonly calendar: Calendar
}

/**
 * The field with its history worked out; later days are run as they are asked for.
 *
 * cost    about a millisecond for each day of history
 * throws  RangeError when the history would start after the epoch
 */
export function createField(options: FieldOptions): Field {
  const { seed, epoch, historyStart, historyDays = 400, calendar } = options
  const epochDay = productionDayOf(calendar, epoch)
  const firstDay =
    historyStart === undefined ? addDays(epochDay, -historyDays) : productionDayOf(calendar, historyStart)
  const days = createDayTable(calendar, firstDay)
  const topology = createTopology(seed)
  const outages = createOutageBook(seed, topology, days)
  const simulation = createSimulation(seed, topology, outages, days)
  simulation.day(days.indexOf(epochDay))
  const tests = createWellTests(seed, topology.wells, days, simulation)
  const potentials = createPotentials(seed, days, simulation, tests)
  const states = createWellStates(days, simulation)
  const wellCode = (well: Well, instantMs: number): string => datedValue(well.labels, days.indexAt(instantMs)).code
  return {
    seed,
    days,
    topology,
    tags: createTags(topology, days),
    simulation,
    outages,
    tests,
    plan: createPlan(seed, topology, days, simulation, outages),
    allocation: createAllocation(topology, days, simulation, potentials, createMeterErrors(seed)),
    ledger: createLedger(seed, topology, days),
    registry: createRegistry(topology, days),
    states,
    sensors: createSensors(
      seed,
      topology,
      days,
      createInstruments(seed, topology, states),
      createSensorFaults(seed, topology, days),
    ),
    wellCode,
    tagName(tag, instantMs) {
      const { level, index } = tag.owner
      const well = topology.wells[index]
      const owner =
        level === 'well' && well !== undefined ? wellCode(well, instantMs) : topology.facilities[index]?.code
      return `${owner ?? ''}.${tag.sort.suffix}`
    },
  }
}
