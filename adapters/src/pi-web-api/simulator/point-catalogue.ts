import type { Field, Tag } from '@tieback/sim'
import { PiRefusal } from './pi-refusal.ts'
import { decodeWebId, encodeWebId, type WebIdType } from './web-id.ts'

export const serverName = 'TBSIM'
const serverGuid = '5f1c9a72-3be4-4d0a-9c6e-1a2b3c4d5e6f'
const digitalSet = 'CompressorState'

/** A tag under the name it has now. */
export interface Point {
  readonly tag: Tag
  readonly name: string
}

export interface PointCatalogue {
  readonly points: readonly Point[]
  /** throws  PiRefusal 400 where the text is no WebID */
  find(webId: string): Point | null
  findByPath(path: string): Point | null
}

/** All points there are at an instant, as they are then named: a tag is renamed with its well. */
export function listPoints(field: Field, now: Date): PointCatalogue {
  const nowMs = now.getTime()
  const points = field.tags
    .filter(({ createdMs }) => createdMs <= nowMs)
    .map((tag) => ({ tag, name: field.tagName(tag, nowMs) }))
  const byId = new Map(points.map((point) => [point.tag.id, point]))
  const byPath = new Map(points.map((point) => [`${serverName}\\${point.name}`, point]))
  return {
    points,
    find(webId) {
      const target = decodeWebId(webId, serverGuid)
      if (target?.marker !== 'DP') throw new PiRefusal(400, `The specified WebID '${webId}' is not valid.`)
      // An id follows a renamed point; without one the name has to be today's.
      return (target.id === null ? byPath.get(target.name ?? '') : byId.get(target.id)) ?? null
    },
    findByPath: (path) => byPath.get(path.replace(/^\\\\/, '').toUpperCase()) ?? null,
  }
}

export const pathOf = (point: Point): string => `\\\\${serverName}\\${point.name}`

export const webIdOf = (point: Point, type: WebIdType): string =>
  encodeWebId(type, serverGuid, point.tag.id, `${serverName}\\${point.name}`)

export function isServerWebId(webId: string): boolean {
  const target = decodeWebId(webId, serverGuid)
  return target?.marker === 'DS' && (target.name === null || target.name === serverName)
}

export function toServerBody(baseUrl: string, type: WebIdType): Readonly<Record<string, unknown>> {
  const webId = encodeWebId(type, serverGuid, null, serverName)
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

export function toPointBody(point: Point, baseUrl: string, type: WebIdType): Readonly<Record<string, unknown>> {
  const { sort, id } = point.tag
  const webId = webIdOf(point, type)
  return {
    WebId: webId,
    Id: id,
    Name: point.name,
    Path: pathOf(point),
    Descriptor: sort.descriptor,
    PointClass: 'classic',
    PointType: sort.pointType,
    DigitalSetName: sort.pointType === 'Digital' ? digitalSet : '',
    EngineeringUnits: sort.unit,
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
