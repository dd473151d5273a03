import type { FaultSet } from '../../http/simulator/fault-set.ts'
import type { SharedFault } from '../../http/simulator/shared-faults.ts'
import type { SimulatedRequest } from '../../http/simulator/simulated-server.ts'
import { assetCatalogueOf, type AssetCatalogue } from './asset-catalogue.ts'
import type { PiArchive, Point } from './archive.ts'
import type { PiFault } from './pi-faults.ts'
import { PiRefusal } from './pi-refusal.ts'
import { catalogueOf, type PointCatalogue } from './point-catalogue.ts'
import { webIdKinds, type WebIdType } from './web-id.ts'

/** What a simulator speaks for, with the indexes it keeps over it. */
export interface Site {
  readonly archive: PiArchive
  points(nowMs: number): PointCatalogue
  assets(nowMs: number): AssetCatalogue
}

/** One request and what it meets. */
export interface Call {
  readonly site: Site
  readonly nowMs: number
  readonly request: SimulatedRequest
  readonly faults: FaultSet<PiFault | SharedFault>
}

/** Links carry the name that the server has behind its proxy, which nobody outside can reach. */
export const linkBase = 'https://tbsim.internal/piwebapi'

export function createSite(archive: PiArchive): Site {
  let points: PointCatalogue | null = null
  let assets: { readonly of: readonly Point[]; readonly catalogue: AssetCatalogue } | null = null
  return {
    archive,
    points(nowMs) {
      const listed = archive.listPoints(nowMs)
      if (points?.points !== listed) points = catalogueOf(listed)
      return points
    },
    assets(nowMs) {
      const of = archive.listPoints(nowMs)
      if (assets?.of !== of) assets = { of, catalogue: assetCatalogueOf(archive.listAssets(nowMs)) }
      return assets.catalogue
    },
  }
}

/** The kind of WebID that a request wants; a server may have its own mind. */
export function webIdTypeOf({ request, faults }: Call): WebIdType {
  if (faults.has('other-web-ids')) return 'Full'
  const type = request.query.get('webIdType') ?? 'Full'
  if (isWebIdType(type)) return type
  throw new PiRefusal(400, "Parameter 'webIdType' is not valid.")
}

const isWebIdType = (text: string): text is WebIdType => Object.hasOwn(webIdKinds, text)
