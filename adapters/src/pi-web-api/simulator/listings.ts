import { compressorStates } from '@tieback/sim'
import { systemStates } from '../system-states.ts'
import { type AssetObject, assetWebId, elementsBelow, toAttributeBody, toObjectBody } from './asset-catalogue.ts'
import { nameFilter } from './name-filter.ts'
import { PiRefusal } from './pi-refusal.ts'
import {
  digitalSet,
  findPoint,
  findPointByPath,
  isServerWebId,
  serverGuid,
  serverName,
  toPointBody,
  toServerBody,
} from './point-catalogue.ts'
import { type Call, linkBase, webIdTypeOf } from './site.ts'
import { itemsPerCallMax, tooMany } from './stream-verbs.ts'
import { encodeGuid, encodeWebId, guidOf } from './web-id.ts'

/** One page of a listing as `startIndex` and `maxCount` ask for it. */
function pageOf<Item>(call: Call, address: string, found: readonly Item[], toBody: (item: Item) => unknown): unknown {
  const { query } = call.request
  const startIndex = Number(query.get('startIndex') ?? 0)
  const maxCount = Number(query.get('maxCount') ?? 1_000)
  if (maxCount > itemsPerCallMax) throw tooMany(itemsPerCallMax)
  const page = found.slice(startIndex, startIndex + maxCount)
  const next = startIndex + page.length
  // Older versions escape the ampersand as if the link stood in a page of HTML.
  const link = `${linkBase}${address}?startIndex=${next}&amp;maxCount=${maxCount}`
  return { Links: next < found.length ? { Next: link } : {}, Items: page.map(toBody) }
}

export function listServers(call: Call): unknown {
  const { query } = call.request
  const name = query.get('name') ?? query.get('path')?.replace(/^\\\\/, '')
  const server = toServerBody(linkBase, webIdTypeOf(call))
  if (name === undefined) return { Links: {}, Items: [server] }
  if (name.toUpperCase() !== serverName) throw new PiRefusal(404, `Not found: data server '${name}'.`)
  return server
}

export function readServer(call: Call, webId = ''): unknown {
  requireServer(webId)
  return toServerBody(linkBase, webIdTypeOf(call))
}

function requireServer(webId: string): void {
  if (!isServerWebId(webId)) throw new PiRefusal(404, `Not found: data server '${webId}'.`)
}

export function listPoints(call: Call, webId = ''): unknown {
  requireServer(webId)
  const matches = nameFilter(call.request.query.get('nameFilter'))
  const isGone = call.faults.has('missing') ? nameFilter(String(call.faults.parameter('missing'))) : () => false
  const found = call.site.points(call.nowMs).points.filter(({ name }) => matches(name) && !isGone(name))
  const type = webIdTypeOf(call)
  return pageOf(call, `/dataservers/${webId}/points`, found, (point) => toPointBody(point, linkBase, type, call.faults))
}

function pathOf({ request }: Call): string {
  const path = request.query.get('path')
  if (path === null) throw new PiRefusal(400, "Parameter 'path' is missing.")
  return path
}

export function readPoint(call: Call, webId?: string): unknown {
  const points = call.site.points(call.nowMs)
  const asked = webId ?? pathOf(call)
  const point =
    webId === undefined ? findPointByPath(points, asked, call.faults) : findPoint(points, webId, call.faults)
  if (point === null) throw new PiRefusal(404, `Not found: '${asked}'.`)
  return toPointBody(point, linkBase, webIdTypeOf(call), call.faults)
}

export function listAssetServers(call: Call): unknown {
  const { server } = call.site.assets(call.nowMs)
  return { Links: {}, Items: [toObjectBody(server, webIdTypeOf(call))] }
}

export function listDatabases(call: Call, webId = ''): unknown {
  const assets = call.site.assets(call.nowMs)
  assets.require(webId, 'RS')
  return { Links: {}, Items: [toObjectBody(assets.database, webIdTypeOf(call))] }
}

const readObject =
  (marker: 'RD' | 'Em' | 'AbE') =>
  (call: Call, webId?: string): unknown => {
    const assets = call.site.assets(call.nowMs)
    const found = webId === undefined ? assets.requireByPath(pathOf(call), marker) : assets.require(webId, marker)
    return toBody(call, found)
  }
export const readDatabase = readObject('RD')
export const readElement = readObject('Em')
export const readAttribute = readObject('AbE')

function toBody(call: Call, object: AssetObject): unknown {
  const type = webIdTypeOf(call)
  return object.marker === 'AbE' ? toAttributeBody(object, type, call.faults) : toObjectBody(object, type)
}

/** Elements below a database or an element: its own, or with `searchFullHierarchy` those below them too. */
const listElements =
  (marker: 'RD' | 'Em') =>
  (call: Call, webId = ''): unknown => {
    const { query } = call.request
    const owner = call.site.assets(call.nowMs).require(webId, marker)
    const matches = nameFilter(query.get('nameFilter'))
    const template = query.get('templateName')
    const below = query.get('searchFullHierarchy') === 'true' ? elementsBelow(owner) : owner.elements
    const found = below.filter((child) => matches(child.name) && (template === null || child.template === template))
    return pageOf(call, `/elements/${assetWebId(owner, 'Full')}/elements`, found, (child) => toBody(call, child))
  }
export const listDatabaseElements = listElements('RD')
export const listChildElements = listElements('Em')

export function listAttributes(call: Call, webId = ''): unknown {
  const { attributes } = call.site.assets(call.nowMs).require(webId, 'Em')
  const matches = nameFilter(call.request.query.get('nameFilter'))
  const found = attributes.filter(({ name }) => matches(name))
  return pageOf(call, `/elements/${webId}/attributes`, found, (attribute) => toBody(call, attribute))
}

const enumerationSets = [
  { name: digitalSet, states: compressorStates.map((name, code) => ({ name, code })) },
  { name: 'SYSTEM', states: Object.entries(systemStates).map(([code, name]) => ({ name, code: Number(code) })) },
].map((set) => {
  const id = `${encodeGuid(serverGuid)}${encodeGuid(guidOf(set.name))}`
  return { ...set, webId: encodeWebId('IDOnly', { marker: 'MSD', id, path: '' }) }
})

export function listEnumerationSets(call: Call, webId = ''): unknown {
  requireServer(webId)
  return pageOf(call, `/dataservers/${webId}/enumerationsets`, enumerationSets, (set) => ({
    WebId: set.webId,
    Name: set.name,
    Path: `\\\\${serverName}\\EnumerationSets[${set.name}]`,
  }))
}

export function listEnumerationValues(_call: Call, webId = ''): unknown {
  const found = enumerationSets.find((set) => set.webId === webId)
  if (found === undefined) throw new PiRefusal(404, `Not found: enumeration set '${webId}'.`)
  return { Links: {}, Items: found.states.map(({ name, code }) => ({ Name: name, Value: code, Parent: found.name })) }
}
