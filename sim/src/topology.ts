import { layout, type FacilityType } from './layout.ts'
import { objectIdOf } from './object-id.ts'
import { createWell, placesOf } from './well-draw.ts'
import { fitInjectors, fitToPotential, withFloodVolume } from './well-fit.ts'
import type { Well } from './well.ts'

export interface Asset {
  readonly index: number
  readonly objectId: string
  readonly code: string
  readonly name: string
  readonly operator: string
}

/** A hub stands over one reservoir of the same index. */
export interface Hub {
  readonly index: number
  readonly objectId: string
  readonly code: string
  readonly name: string
  readonly asset: number
  readonly reservoir: string
}

export interface Facility {
  readonly index: number
  readonly objectId: string
  readonly code: string
  readonly name: string
  readonly type: FacilityType
  readonly hub: number
}

export interface Topology {
  readonly assets: readonly Asset[]
  readonly hubs: readonly Hub[]
  readonly facilities: readonly Facility[]
  readonly wells: readonly Well[]
}

/** The field's nodes and wells: the same seed gives the same field. */
export function createTopology(seed: number): Topology {
  const assets: Asset[] = []
  const hubs: Hub[] = []
  const facilities: Facility[] = []
  const wells: Well[] = []
  for (const assetPlan of layout) {
    const asset = assets.length
    const { code, name, operator } = assetPlan
    assets.push({ index: asset, objectId: objectIdOf(seed, 'asset', asset), code, name, operator })
    const firstWell = wells.length
    for (const hubPlan of assetPlan.hubs) {
      const hub = hubs.length
      const { code, name, reservoir } = hubPlan
      hubs.push({ index: hub, objectId: objectIdOf(seed, 'hub', hub), code, name, asset, reservoir })
      for (const plan of hubPlan.facilities) {
        const index = facilities.length
        const { code, name, type } = plan
        facilities.push({ index, objectId: objectIdOf(seed, 'facility', index), code, name, type, hub })
        for (const place of placesOf(plan, index, hub)) wells.push(createWell(seed, wells.length, place))
      }
    }
    wells.push(...fitToPotential(wells.splice(firstWell), assetPlan.oilPotential))
  }
  return { assets, hubs, facilities, wells: fitInjectors(wells).map((well) => withFloodVolume(seed, well)) }
}
