import type { FaultSet } from '../../http/simulator/fault-set.ts'
import type { Point } from './archive.ts'
import { nameFilter } from './name-filter.ts'
import type { PiFault } from './pi-faults.ts'
import { PiRefusal } from './pi-refusal.ts'
import { decodeWebId, encodeGuid, encodeNumber, encodeWebId, type WebIdType } from './web-id.ts'

export const serverName = 'TBSIM'
export const serverGuid = '5f1c9a72-3be4-4d0a-9c6e-1a2b3c4d5e6f'
export const digitalSet = 'CompressorState'
const serverId = encodeGuid(serverGuid)

/** Points by name and by id. */
export interface PointCatalogue {
  readonly points: readonly Point[]
  readonly byId: ReadonlyMap<number, Point>
  /** By the name in upper case. */
  readonly byName: ReadonlyMap<string, Point>
}

export function catalogueOf(points: readonly Point[]): PointCatalogue {
  return {
    points,
    byId: new Map(points.map((point) => [point.tag.id, point])),
    byName: new Map(points.map((point) => [point.name.toUpperCase(), point])),
  }
}

/**
 * The point that a WebID stands for; null where there is none.
 *
 * throws  PiRefusal 400 where the text is no WebID of a point
 */
export function findPoint(catalogue: PointCatalogue, webId: string, faults: FaultSet<PiFault>): Point | null {
  const target = decodeWebId(webId)
  if (target?.marker !== 'DP') throw new PiRefusal(400, `The specified WebID '${webId}' is not valid.`)
  // An id follows a renamed point; without one the name has to be today's.
  if (target.id === null) return findPointByPath(catalogue, target.name ?? '', faults)
  const id = Buffer.from(target.id.slice(serverId.length), 'base64url').readInt32LE()
  const found = target.id.startsWith(serverId) ? catalogue.byId.get(id - idShift(faults)) : undefined
  return found === undefined || isMissing(found.name, faults) ? null : found
}

/** The point at `\\SERVER\NAME`, whatever the case. */
export function findPointByPath({ byName }: PointCatalogue, path: string, faults: FaultSet<PiFault>): Point | null {
  const [server = '', name = ''] = path.replace(/^\\\\/, '').toUpperCase().split('\\')
  const found = server === serverName ? byName.get(name) : undefined
  return found === undefined || isMissing(found.name, faults) ? null : found
}

function isMissing(name: string, faults: FaultSet<PiFault>): boolean {
  return faults.has('missing') && nameFilter(String(faults.parameter('missing')))(name)
}

/** A point that was deleted and made again has another number. */
function idShift(faults: FaultSet<PiFault>): number {
  return faults.has('recreated') ? 1_000_000 : 0
}

export const pathOf = (point: Point): string => `\\\\${serverName}\\${point.name}`

export function webIdOf(point: Point, type: WebIdType, faults: FaultSet<PiFault>): string {
  const id = `${serverId}${encodeNumber(point.tag.id + idShift(faults))}`
  return encodeWebId(type, { marker: 'DP', id, path: pathOf(point) })
}

export function isServerWebId(webId: string): boolean {
  const target = decodeWebId(webId)
  return target?.marker === 'DS' && (target.id === serverId || target.name === serverName)
}

export function toServerBody(baseUrl: string, type: WebIdType): Readonly<Record<string, unknown>> {
  const webId = encodeWebId(type, { marker: 'DS', id: serverId, path: serverName })
  return {
    WebId: webId,
    Id: serverGuid,
    Name: serverName,
    Path: `\\\\PIServers[${serverName}]`,
    IsConnected: true,
    ServerVersion: '3.4.450.43',
    ServerTime: null,
    Links: { Self: `${baseUrl}/dataservers/${webId}`, Points: `${baseUrl}/dataservers/${webId}/points` },
  }
}

/** The unit of a point as its faults leave it. */
export function unitOf({ tag }: Point, faults: FaultSet<PiFault>): string {
  if (faults.has('no-units')) return ''
  return faults.has('other-units') ? String(faults.parameter('other-units')) : tag.sort.unit
}

export function toPointBody(
  point: Point,
  baseUrl: string,
  type: WebIdType,
  faults: FaultSet<PiFault>,
): Readonly<Record<string, unknown>> {
  const { sort, id } = point.tag
  const webId = webIdOf(point, type, faults)
  return {
    WebId: webId,
    Id: id + idShift(faults),
    Name: point.name,
    Path: pathOf(point),
    Descriptor: sort.descriptor,
    PointClass: 'classic',
    PointType: sort.pointType,
    DigitalSetName: sort.pointType === 'Digital' ? digitalSet : '',
    EngineeringUnits: unitOf(point, faults),
    Span: sort.span,
    Zero: 0,
    Step: sort.isStep,
    Future: false,
    DisplayDigits: -5,
    Links: {
      Self: `${baseUrl}/points/${webId}`,
      DataServer: `${baseUrl}/dataservers`,
      Value: `${baseUrl}/streams/${webId}/value`,
    },
  }
}
