import type { FaultSet } from '../../http/simulator/fault-set.ts'
import type { AssetElement, Point } from './archive.ts'
import type { PiFault } from './pi-faults.ts'
import { PiRefusal } from './pi-refusal.ts'
import { pathOf, unitOf } from './point-catalogue.ts'
import { decodeWebId, encodeGuid, encodeWebId, guidOf, type WebIdMarker, type WebIdType } from './web-id.ts'

const assetServerName = 'TBAF'
const databaseName = 'Field'

/** One object of the asset framework, under the path it has now. */
export interface AssetObject {
  readonly marker: WebIdMarker
  readonly name: string
  /** With the leading backslashes. */
  readonly path: string
  readonly guid: string
  /** Its own and its owners' ids, as a WebID has them. */
  readonly id: string
  /** Of an element. */
  readonly template: string
  /** Of an attribute: null where it is a constant. */
  readonly point: Point | null
  readonly elements: readonly AssetObject[]
  readonly attributes: readonly AssetObject[]
}

export interface AssetCatalogue {
  readonly server: AssetObject
  readonly database: AssetObject
  /** throws  PiRefusal 400 where it is no WebID of that kind, 404 where there is no such object */
  require(webId: string, marker: WebIdMarker): AssetObject
  requireByPath(path: string, marker: WebIdMarker): AssetObject
}

export function assetCatalogueOf(roots: readonly AssetElement[]): AssetCatalogue {
  const bare = { template: '', point: null, elements: [], attributes: [] }
  const server = identify('RS', assetServerName, `\\\\${assetServerName}`, '', bare)
  const databasePath = `${server.path}\\${databaseName}`
  const elements = roots.map((root) => toObject(root, databasePath, server.id))
  const database = identify('RD', databaseName, databasePath, server.id, { ...bare, elements })
  const all = [server, database, ...elements.flatMap(selfAndBelow)]
  const byId = new Map(all.map((object) => [`${object.marker} ${object.id}`, object]))
  const byPath = new Map(all.map((object) => [`${object.marker} ${object.path.slice(2).toUpperCase()}`, object]))
  const orRefuse = (object: AssetObject | undefined, asked: string): AssetObject => {
    if (object === undefined) throw new PiRefusal(404, `Not found: '${asked}'.`)
    return object
  }
  return {
    server,
    database,
    require(webId, marker) {
      const target = decodeWebId(webId)
      if (target?.marker !== marker) throw new PiRefusal(400, `The specified WebID '${webId}' is not valid.`)
      const { id, name } = target
      return orRefuse(id === null ? byPath.get(`${marker} ${name ?? ''}`) : byId.get(`${marker} ${id}`), webId)
    },
    requireByPath: (path, marker) => orRefuse(byPath.get(`${marker} ${path.replace(/^\\\\/, '').toUpperCase()}`), path),
  }
}

type Below = Pick<AssetObject, 'template' | 'point' | 'elements' | 'attributes'>

function identify(marker: WebIdMarker, name: string, path: string, ownerId: string, below: Below): AssetObject {
  const guid = guidOf(path.toUpperCase())
  return { marker, name, path, guid, id: `${ownerId}${encodeGuid(guid)}`, ...below }
}

/** Ids of elements hold their server's and their own, those of attributes their element's too. */
function toObject(element: AssetElement, above: string, serverId: string): AssetObject {
  const path = `${above}\\${element.name}`
  const elements = element.elements.map((child) => toObject(child, path, serverId))
  const id = `${serverId}${encodeGuid(guidOf(path.toUpperCase()))}`
  const attributes = element.attributes.map(({ name, point }) =>
    identify('AbE', name, `${path}|${name}`, id, { template: '', point, elements: [], attributes: [] }),
  )
  return identify('Em', element.name, path, serverId, { template: element.template, point: null, elements, attributes })
}

/** An element with all that is in it. */
function selfAndBelow(object: AssetObject): AssetObject[] {
  return [object, ...object.attributes, ...object.elements.flatMap(selfAndBelow)]
}

/** Elements below, to any depth. */
export function elementsBelow({ elements }: AssetObject): AssetObject[] {
  return elements.flatMap((element) => [element, ...elementsBelow(element)])
}

export const assetWebId = (object: AssetObject, type: WebIdType): string => encodeWebId(type, object)

export function toObjectBody(object: AssetObject, type: WebIdType): Readonly<Record<string, unknown>> {
  const { name: Name, path: Path, guid: Id, template } = object
  const head = { WebId: assetWebId(object, type), Id, Name, Path }
  if (object.marker !== 'Em') return head
  return {
    ...head,
    Description: '',
    TemplateName: template,
    HasChildren: object.elements.length > 0,
    CategoryNames: [],
  }
}

const types = { Float32: 'Single', Float64: 'Double', Digital: 'EnumerationValue' } as const

export function toAttributeBody(
  object: AssetObject,
  type: WebIdType,
  faults: FaultSet<PiFault>,
): Readonly<Record<string, unknown>> {
  const { point } = object
  const unit = point === null ? '' : unitOf(point, faults)
  return {
    ...toObjectBody(object, type),
    Description: '',
    Type: point === null ? 'String' : types[point.tag.sort.pointType],
    TypeQualifier: '',
    DefaultUnitsName: unit,
    DefaultUnitsNameAbbreviation: unit,
    DataReferencePlugIn: point === null ? '' : 'PI Point',
    ConfigString: point === null ? '' : pathOf(point),
    IsConfigurationItem: point === null,
    IsExcluded: false,
    IsHidden: false,
    HasChildren: false,
    Step: point?.tag.sort.isStep ?? false,
  }
}
