/** Who there is: the invented field's assets, hubs and facilities. Sizes are wells by kind; a well's index is its place in the whole list. */

export type FacilityType = 'platform' | 'fpso' | 'subsea'

export interface FacilityPlan {
  readonly code: string
  readonly name: string
  readonly type: FacilityType
  readonly oilProducers: number
  readonly gasProducers: number
  readonly waterInjectors: number
  readonly gasInjectors: number
  /** Wells drilled after the history starts, by the day they come on. */
  readonly laterWells: readonly number[]
}

export interface HubPlan {
  readonly code: string
  readonly name: string
  readonly reservoir: string
  readonly facilities: readonly FacilityPlan[]
}

export interface AssetPlan {
  readonly code: string
  readonly name: string
  readonly operator: string
  /** m3/d of oil that all wells together could give on the first day. */
  readonly oilPotential: number
  readonly hubs: readonly HubPlan[]
}

type Wells = readonly [oil: number, gas: number, waterInjection: number, gasInjection: number]

function facility(
  code: string,
  name: string,
  type: FacilityType,
  wells: Wells,
  laterWells: number[] = [],
): FacilityPlan {
  const [oilProducers, gasProducers, waterInjectors, gasInjectors] = wells
  return { code, name, type, oilProducers, gasProducers, waterInjectors, gasInjectors, laterWells }
}

export const layout: readonly AssetPlan[] = [
  {
    code: 'BOLG',
    name: 'Bølgemark',
    operator: 'Havskrent Energi',
    oilPotential: 27_600,
    hubs: [
      {
        code: 'ISG',
        name: 'Isgap',
        reservoir: 'Rødleire',
        facilities: [
          facility('ISA', 'Isgap A', 'platform', [9, 0, 3, 2]),
          facility('ISB', 'Isgap B', 'platform', [9, 0, 3, 0], [118]),
          facility('ISS', 'Isgap Sør', 'subsea', [6, 0, 2, 0]),
        ],
      },
      {
        code: 'RIM',
        name: 'Rimstokk',
        reservoir: 'Kvassand',
        facilities: [
          facility('RIA', 'Rimstokk A', 'platform', [11, 0, 3, 2], [296]),
          facility('RIN', 'Rimstokk Nord', 'subsea', [8, 0, 3, 0]),
        ],
      },
      {
        code: 'LOM',
        name: 'Lomsund',
        reservoir: 'Gråskifer',
        facilities: [
          facility('LOF', 'Lomsund Flyter', 'fpso', [10, 0, 3, 0]),
          facility('LOE', 'Lomsund Øst', 'subsea', [4, 4, 1, 0]),
        ],
      },
    ],
  },
  {
    code: 'TAAK',
    name: 'Tåkesund',
    operator: 'Nordhimmel Petroleum',
    oilPotential: 16_600,
    hubs: [
      {
        code: 'KVA',
        name: 'Kvassnes',
        reservoir: 'Langsand',
        facilities: [
          facility('KNA', 'Kvassnes A', 'platform', [10, 0, 3, 2]),
          facility('KNB', 'Kvassnes B', 'platform', [8, 4, 2, 0], [214]),
          facility('KNV', 'Kvassnes Vest', 'subsea', [8, 0, 2, 0]),
        ],
      },
      {
        code: 'FJL',
        name: 'Fjordlykt',
        reservoir: 'Blåkalk',
        facilities: [
          facility('FJF', 'Fjordlykt Flyter', 'fpso', [10, 0, 4, 0]),
          facility('FJB', 'Fjordlykt B', 'platform', [9, 0, 3, 0], [352]),
        ],
      },
    ],
  },
]
