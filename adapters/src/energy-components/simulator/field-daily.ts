import { datedValue, type Field, type Revision, type Well } from '@tieback/sim'
import type { EcEntry, EcRow, EcSelection } from './ec-rows.ts'
import { toDaytime, toLocalTime } from './local-time.ts'

/** One kind of daily row: whose it is, and what stands in it once there is something to say. */
interface DailyClass {
  readonly of: 'producers' | 'injectors' | 'facilities'
  readonly columns: readonly string[]
  values(field: Field, place: Place, day: number, revision: Revision): Readonly<Record<string, unknown>>
}

interface Place {
  readonly objectId: string
  readonly index: number
  readonly well: Well | null
}

export function round(value: number, digits: number): number {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor
}

const volume = (value: number): number => round(value, 2)
/** The site counts gas in thousands of m3. */
const gasVolume = (value: number): number => round(value / 1_000, 4)

const gaugeColumns = ['onStreamHours', 'whp', 'wht', 'bhp', 'bht', 'choke'] as const

function gaugeValues(
  field: Field,
  well: Well,
  day: number,
): Readonly<Record<(typeof gaugeColumns)[number], number | null>> {
  const gauges = field.states.gauges(well, day)
  const hasGauge = !field.sensors.isGaugeDead(well, day)
  return {
    onStreamHours: round(field.simulation.day(day).volumes[well.index]?.onStreamHours ?? 0, 2),
    whp: round(gauges.wellheadPressure, 1),
    wht: round(gauges.wellheadTemperature, 1),
    bhp: hasGauge ? round(gauges.downholePressure, 1) : null,
    bht: hasGauge ? round(gauges.downholeTemperature, 1) : null,
    choke: round(gauges.choke, 1),
  }
}

function facilityOf(well: Well, day: number): number {
  return datedValue(well.facilities, day)
}

const classes: Readonly<Record<string, DailyClass>> = {
  well_day: {
    of: 'producers',
    // The last is a column that some customer added and no mapping names.
    columns: [...gaugeColumns, 'liftGas', 'oilTheoretical', 'gasTheoretical', 'waterTheoretical', 'value_17'],
    values(field, { well, index }, day) {
      if (well === null) return {}
      const potential = field.allocation.potential(index, day)
      const volumes = field.simulation.day(day).volumes[index]
      return {
        ...gaugeValues(field, well, day),
        liftGas: well.initial.liftGas > 0 ? gasVolume(volumes?.liftGas ?? 0) : null,
        oilTheoretical: volume(potential.oil),
        gasTheoretical: gasVolume(potential.gas),
        waterTheoretical: volume(potential.water),
        value_17: index % 5,
      }
    },
  },
  injector_day: {
    of: 'injectors',
    columns: [...gaugeColumns, 'waterTheoretical', 'gasTheoretical'],
    values(field, { well, index }, day) {
      if (well === null) return {}
      const potential = field.allocation.potential(index, day)
      const isWater = well.kind === 'water-injector'
      return {
        ...gaugeValues(field, well, day),
        waterTheoretical: isWater ? volume(potential.waterInjected) : null,
        gasTheoretical: isWater ? null : gasVolume(potential.gasInjected),
      }
    },
  },
  well_day_alloc: {
    of: 'producers',
    columns: ['oilAllocated', 'gasAllocated', 'waterAllocated'],
    values(field, { well, index }, day, { stage }) {
      if (well === null) return {}
      const facility = facilityOf(well, day)
      const { oil, gas, water } = field.allocation.allocated(index, day)
      return {
        oilAllocated: volume(oil * field.ledger.correction(facility, day, 'oil', stage)),
        gasAllocated: gasVolume(gas * field.ledger.correction(facility, day, 'gas', stage)),
        waterAllocated: volume(water * field.ledger.correction(facility, day, 'water', stage)),
      }
    },
  },
  injector_day_alloc: {
    of: 'injectors',
    columns: ['waterInjected', 'gasInjected'],
    values(field, { well, index }, day, { stage }) {
      if (well === null) return {}
      const { waterInjected, gasInjected } = field.allocation.allocated(index, day)
      const correction = field.ledger.correction(facilityOf(well, day), day, 'injection', stage)
      const isWater = well.kind === 'water-injector'
      return {
        waterInjected: isWater ? volume(waterInjected * correction) : null,
        gasInjected: isWater ? null : gasVolume(gasInjected * correction),
      }
    },
  },
  stream_day: {
    of: 'facilities',
    columns: [
      'oilExport',
      'oilStockChange',
      'gasExport',
      'gasFuel',
      'gasFlare',
      'gasInjected',
      'waterInjected',
      'waterDisposed',
    ],
    values(field, { index }, day, { stage }) {
      const flows = field.allocation.metered(index, day)
      const correct = (phase: 'oil' | 'gas' | 'water' | 'injection'): number =>
        field.ledger.correction(index, day, phase, stage)
      const isStoring = field.topology.facilities[index]?.type === 'fpso'
      const hasGasInjection = field.topology.wells.some(
        (well) => well.kind === 'gas-injector' && facilityOf(well, day) === index,
      )
      return {
        oilExport: volume(flows.oilExport * correct('oil')),
        oilStockChange: isStoring ? volume(flows.oilStockChange * correct('oil')) : null,
        gasExport: gasVolume(flows.gasExport * correct('gas')),
        gasFuel: gasVolume(flows.gasFuel),
        gasFlare: gasVolume(flows.gasFlare),
        gasInjected: hasGasInjection ? gasVolume(flows.gasInjected * correct('injection')) : null,
        waterInjected: volume(flows.waterInjected * correct('injection')),
        waterDisposed: volume(flows.waterDisposed * correct('water')),
      }
    },
  },
}

const writers = { P: 'svc-import', V: 'allocation', A: 'accountant' } as const

/** Who has daily rows of a class, by object id. */
export function placesOf(field: Field, of: DailyClass['of']): readonly Place[] {
  const { wells, facilities } = field.topology
  const places =
    of === 'facilities'
      ? facilities.map(({ objectId, index }) => ({ objectId, index, well: null }))
      : wells
          .filter(({ kind }) => kind.endsWith('producer') === (of === 'producers'))
          .map((well) => ({ objectId: well.objectId, index: well.index, well }))
  return places.toSorted((left, right) => (left.objectId < right.objectId ? -1 : 1))
}

/** Days [first, end) of a selection, bounded by the history and by `endDay`. Rows older than an update can no longer change are left out. */
export function daysOf(
  field: Field,
  selection: EcSelection,
  endDay: number,
  settledAfterDays: number,
): [first: number, end: number] {
  const { fromDay, toDay, updatedSinceMs } = selection
  const from = fromDay === null ? 0 : field.days.indexOf(fromDay)
  const to = toDay === null ? endDay : field.days.indexOf(toDay)
  const movingFrom =
    updatedSinceMs === null
      ? 0
      : field.days.indexAt(Math.max(field.days.startMs(0), updatedSinceMs)) - settledAfterDays - 1
  return [Math.max(0, from, movingFrom), Math.min(endDay, to)]
}

interface Candidate {
  readonly place: Place
  readonly day: number
  readonly revision: Revision
}

/** The update stamp that an incremental read doesn't get beyond: making entries only up to it is most of the work saved. */
function lastStamp(candidates: () => Iterable<Candidate>, { updatedSinceMs, limit }: EcSelection): number {
  if (updatedSinceMs === null) return Infinity
  const stamps: number[] = []
  for (const { revision } of candidates()) if (revision.atMs > updatedSinceMs) stamps.push(revision.atMs)
  return Float64Array.from(stamps).sort()[limit - 1] ?? Infinity
}

/** Daily rows of the field, class by class; null where a class is of another sort. */
export function createDailyEntries(field: Field, timeZone: string, settledAfterDays: number) {
  const places = {
    producers: placesOf(field, 'producers'),
    injectors: placesOf(field, 'injectors'),
    facilities: placesOf(field, 'facilities'),
  }

  function rowOf(dailyClass: DailyClass, place: Place, code: string, day: number, revision: Revision): EcRow {
    const empty = Object.fromEntries(dailyClass.columns.map((column) => [column, null]))
    return {
      objectId: place.objectId,
      objectCode: code,
      daytime: toDaytime(field.days.label(day)),
      ...empty,
      ...(revision.stage === 'none' ? {} : dailyClass.values(field, place, day, revision)),
      recordStatus: revision.status,
      revision: revision.number,
      revisionText: revision.note,
      updatedAt: toLocalTime(timeZone, revision.atMs),
      updatedBy: writers[revision.status],
    }
  }

  /** Rows that are there at an instant, day by day. */
  function* candidates(dailyClass: DailyClass, selection: EcSelection, nowMs: number): Generator<Candidate> {
    const [first, end] = daysOf(field, selection, field.days.indexAt(nowMs) + 1, settledAfterDays)
    const since = selection.updatedSinceMs ?? -Infinity
    for (let day = first; day < end; day++) {
      for (const place of places[dailyClass.of]) {
        const { well } = place
        if (well !== null && (well.startDay ?? 0) > day) continue
        const facility = well === null ? place.index : facilityOf(well, day)
        const revision = field.ledger.seen(facility, well === null ? null : well.index, day, nowMs)
        if (revision !== null && revision.atMs >= since) yield { place, day, revision }
      }
    }
  }

  function entryOf(dailyClass: DailyClass, { place, day, revision }: Candidate, nowMs: number): EcEntry {
    const { well, index, objectId } = place
    const objectCode = well === null ? (field.topology.facilities[index]?.code ?? '') : field.wellCode(well, nowMs)
    return {
      objectId,
      objectCode,
      daytime: toDaytime(field.days.label(day)),
      number: '',
      updatedMs: revision.atMs,
      status: revision.status,
      toRow: () => rowOf(dailyClass, place, objectCode, day, revision),
    }
  }

  function* entries(dailyClass: DailyClass, selection: EcSelection, nowMs: number): Generator<EcEntry> {
    const last = lastStamp(() => candidates(dailyClass, selection, nowMs), selection)
    for (const candidate of candidates(dailyClass, selection, nowMs)) {
      if (candidate.revision.atMs <= last) yield entryOf(dailyClass, candidate, nowMs)
    }
  }

  return (className: string, selection: EcSelection, nowMs: number): Iterable<EcEntry> | null => {
    const dailyClass = classes[className]
    return dailyClass === undefined ? null : entries(dailyClass, selection, nowMs)
  }
}
