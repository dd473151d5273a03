import type { DayTable } from './day-table.ts'
import type { Topology } from './topology.ts'
import type { Well } from './well.ts'

/** What a tag measures. Facility tags are rates through its meters, and the compressor's state. */
export type Measurand =
  | 'oil-rate'
  | 'gas-rate'
  | 'water-rate'
  | 'lift-gas-rate'
  | 'water-injection-rate'
  | 'gas-injection-rate'
  | 'wellhead-pressure'
  | 'wellhead-temperature'
  | 'downhole-pressure'
  | 'choke'
  | 'oil-export-rate'
  | 'gas-export-rate'
  | 'gas-fuel-rate'
  | 'gas-flare-rate'
  | 'water-disposal-rate'
  | 'compressor-state'

export interface TagSort {
  readonly measurand: Measurand
  readonly suffix: string
  readonly descriptor: string
  /** As typed by whoever made the tag. */
  readonly unit: string
  /** Value in the tag's unit for each canonical unit: gas tags count thousands. */
  readonly perUnit: number
  readonly span: number
  readonly isStep: boolean
  readonly pointType: 'Float32' | 'Float64' | 'Digital'
  /** Standard deviation of the sensor's noise, as share of the value and in the tag's unit. */
  readonly noise: readonly [share: number, absolute: number]
}

type Options = Partial<Pick<TagSort, 'perUnit' | 'isStep' | 'pointType' | 'noise'>>

function sort(
  measurand: Measurand,
  suffix: string,
  descriptor: string,
  unit: string,
  span: number,
  options: Options = {},
): TagSort {
  const usual = { perUnit: 1, isStep: false, pointType: 'Float32', noise: [0.008, 0] } as const
  return { ...usual, measurand, suffix, descriptor, unit, span, ...options }
}

const thousands = { perUnit: 0.001 }

const producerTags: readonly TagSort[] = [
  sort('oil-rate', 'OIL_RATE', 'Oil rate, flow model', 'Sm3/d', 2_500),
  sort('gas-rate', 'GAS_RATE', 'Formation gas rate, flow model', 'kSm3/d', 2_000, thousands),
  sort('water-rate', 'WATER_RATE', 'Water rate, flow model', 'Sm3/d', 3_000),
]
const gaugeTags: readonly TagSort[] = [
  sort('wellhead-pressure', 'WHP', 'Wellhead pressure', 'barg', 400, { noise: [0.001, 0.12] }),
  sort('wellhead-temperature', 'WHT', 'Wellhead temperature', 'degC', 150, { noise: [0, 0.25] }),
  sort('downhole-pressure', 'DHP', 'Downhole gauge pressure', 'barg', 600, { pointType: 'Float64', noise: [0, 0.05] }),
  sort('choke', 'CHOKE', 'Choke opening', '%', 100, { isStep: true, noise: [0, 0] }),
]
const liftTags = [
  sort('lift-gas-rate', 'LIFT_GAS_RATE', 'Lift gas rate', 'kSm3/d', 400, { ...thousands, noise: [0.015, 0] }),
]
const waterInjectionTags = [sort('water-injection-rate', 'WATER_INJ_RATE', 'Water injection rate', 'Sm3/d', 6_000)]
const gasInjectionTags = [sort('gas-injection-rate', 'GAS_INJ_RATE', 'Gas injection rate', 'kSm3/d', 1_500, thousands)]
const facilityTags: readonly TagSort[] = [
  sort('oil-export-rate', 'OIL_EXPORT_RATE', 'Oil export, fiscal meter', 'Sm3/d', 60_000, { noise: [0.002, 0] }),
  sort('gas-export-rate', 'GAS_EXPORT_RATE', 'Gas export, fiscal meter', 'kSm3/d', 10_000, {
    ...thousands,
    noise: [0.002, 0],
  }),
  sort('gas-fuel-rate', 'GAS_FUEL_RATE', 'Fuel gas', 'kSm3/d', 500, { ...thousands, noise: [0.01, 0] }),
  sort('gas-flare-rate', 'GAS_FLARE_RATE', 'Flare gas, ultrasonic meter', 'kSm3/d', 500, {
    ...thousands,
    noise: [0.05, 0.02],
  }),
  sort('water-disposal-rate', 'WATER_DISPOSAL_RATE', 'Produced water overboard', 'Sm3/d', 10_000, { noise: [0.01, 0] }),
  sort('compressor-state', 'COMP_STATE', 'Export compressor state', '', 3, {
    isStep: true,
    pointType: 'Digital',
    noise: [0, 0],
  }),
]

/** States of the compressor's digital set, by code. */
export const compressorStates = ['STOPPED', 'RUNNING', 'REDUCED'] as const

/** A time series in the historian. */
export interface Tag {
  /** The historian's point id: stays when the tag is renamed. */
  readonly id: number
  /** When the point was made; the archive holds nothing before. */
  readonly createdMs: number
  readonly owner: { readonly level: 'well' | 'facility'; readonly index: number }
  readonly sort: TagSort
}

function tagsOfWell(well: Well): readonly TagSort[] {
  if (well.kind === 'water-injector') return [...waterInjectionTags, ...gaugeTags]
  if (well.kind === 'gas-injector') return [...gasInjectionTags, ...gaugeTags]
  return [...producerTags, ...(well.initial.liftGas > 0 ? liftTags : []), ...gaugeTags]
}

/** Days before a new well's first that its tags are made. */
const createdDaysAhead = 5

/** Every tag of the field, in the order of their ids; those of wells to come too, which the historian hasn't got yet. */
export function createTags(topology: Topology, days: DayTable): readonly Tag[] {
  const sinceMs = days.startMs(0)
  const ofFacilities = topology.facilities.flatMap(({ index }) =>
    facilityTags.map((of) => ({ createdMs: sinceMs, owner: { level: 'facility' as const, index }, sort: of })),
  )
  const ofWells = topology.wells.flatMap((well) => {
    const createdMs = well.startDay === null ? sinceMs : days.startMs(Math.max(0, well.startDay - createdDaysAhead))
    const owner = { level: 'well' as const, index: well.index }
    return tagsOfWell(well).map((of) => ({ createdMs, owner, sort: of }))
  })
  return [...ofFacilities, ...ofWells].map((tag, index) => ({ id: 1_001 + index, ...tag }))
}
