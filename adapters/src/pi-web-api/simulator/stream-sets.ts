import { assetWebId } from './asset-catalogue.ts'
import type { Point } from './archive.ts'
import { corrupt } from './corrupt.ts'
import { withFaults } from './faulty-events.ts'
import { nameFilter } from './name-filter.ts'
import { PiRefusal } from './pi-refusal.ts'
import { findPoint, pathOf, webIdOf } from './point-catalogue.ts'
import { type Call, linkBase, webIdTypeOf } from './site.ts'
import {
  countOf,
  itemsPerCallMax,
  rangeOf,
  singleVerbs,
  type StreamContext,
  streamVerbs,
  tooMany,
} from './stream-verbs.ts'
import { decodeWebId } from './web-id.ts'

/** A point or an attribute that was asked for, under the names that answers give it. */
interface AskedStream {
  readonly point: Point
  readonly webId: string
  readonly name: string
  readonly path: string
}

type Body = Readonly<Record<string, unknown>>

const hourMs = 3_600_000

function contextOf({ site, nowMs, request, faults }: Call): StreamContext {
  const itemsMax = faults.has('item-cap') ? faults.number('item-cap') : itemsPerCallMax
  const context = { events: withFaults(site.archive.events, faults, nowMs), nowMs, query: request.query, itemsMax }
  const { startMs, endMs } = rangeOf(context)
  if (faults.has('backend-timeout') && Math.abs(endMs - startMs) > faults.number('backend-timeout') * hourMs) {
    throw new PiRefusal(504, 'The operation timed out at the archive.')
  }
  return context
}

function verbOf(name = '') {
  const verb = streamVerbs[name]
  if (verb === undefined) throw new PiRefusal(404, `Not found: '${name}'.`)
  return verb
}

/**
 * The stream that a WebID of a point or an attribute stands for; null where there is none.
 *
 * throws  PiRefusal 400 where it is no such WebID, 409 where the attribute is a constant
 */
function streamOf(call: Call, webId: string): AskedStream | null {
  const type = webIdTypeOf(call)
  if (decodeWebId(webId)?.marker === 'AbE') {
    const attribute = call.site.assets(call.nowMs).require(webId, 'AbE')
    if (attribute.point === null) throw new PiRefusal(409, `The attribute '${attribute.path}' has no data reference.`)
    return { point: attribute.point, webId: assetWebId(attribute, type), name: attribute.name, path: attribute.path }
  }
  const point = findPoint(call.site.points(call.nowMs), webId, call.faults)
  if (point === null) return null
  return { point, webId: webIdOf(point, type, call.faults), name: point.name, path: pathOf(point) }
}

export function readStream(call: Call, webId = '', verb = ''): unknown {
  const stream = streamOf(call, webId)
  if (stream === null) throw new PiRefusal(404, `Not found: point '${webId}'.`)
  return corrupt({ ...verbOf(verb)(stream.point, contextOf(call)), Links: {} }, verb, call.faults)
}

/** Answers for many streams. One that fails carries its own error; the others are answered. */
export function readStreamSet(call: Call, verb = ''): unknown {
  const webIds = call.request.query.getAll('webId')
  if (webIds.length === 0) throw new PiRefusal(400, "Parameter 'webId' is missing.")
  const context = contextOf(call)
  const items = webIds.map((webId) => readOne(call, context, webId, verb))
  const count = items.reduce((sum, { Items }) => sum + (Array.isArray(Items) ? Items.length : 1), 0)
  if (count > context.itemsMax) throw tooMany(context.itemsMax)
  return { Links: {}, Items: call.faults.has('other-web-ids') ? items.toReversed() : items }
}

function readOne(call: Call, context: StreamContext, webId: string, verb: string): Body {
  const stream = streamOf(call, webId)
  if (stream === null) {
    return { WebId: webId, Items: [], WebException: { Errors: [`Not found: point '${webId}'.`], StatusCode: 404 } }
  }
  const { point, name, path } = stream
  const identity = {
    WebId: stream.webId,
    Name: name,
    Path: path,
    Links: { Source: `${linkBase}/points/${stream.webId}` },
  }
  const { faults } = call
  if (faults.has('unreadable') && nameFilter(String(faults.parameter('unreadable')))(point.name)) {
    return { ...identity, Items: [], Errors: [`The identity has no right to read '${point.name}'.`] }
  }
  try {
    const body = verbOf(verb)(point, context)
    if (singleVerbs.has(verb)) return { ...identity, Value: corrupt(body, verb, faults) }
    return { ...identity, ...corrupt(body, verb, faults) }
  } catch (error) {
    // What is wrong with the request itself is wrong for all streams; only a point's own kind fails alone.
    if (error instanceof PiRefusal && point.tag.sort.pointType === 'Digital') {
      return { ...identity, Items: [], Errors: [error.message] }
    }
    throw error
  }
}

/**
 * The answer to `/streamsets/recorded` as JSON text, from an archive that can write it out; null where the request wants
 * something out of the ordinary, which is then answered as any other.
 */
export function writeStreamSet(call: Call): string | null {
  const { writeRecorded } = call.site.archive
  const { query } = call.request
  if (writeRecorded === undefined || call.faults.active().length > 0) return null
  if ((query.get('boundaryType') ?? 'Inside') !== 'Inside' || !query.has('selectedFields')) return null
  const context = contextOf(call)
  const { startMs, endMs } = rangeOf(context)
  const maxCount = countOf(context, 'maxCount', 1_000)
  const streams = query.getAll('webId').map((webId) => streamOf(call, webId))
  if (startMs > endMs || streams.includes(null)) return null
  const items = streams.map((stream) => {
    if (stream === null) return ''
    const { webId: WebId, name: Name, path: Path } = stream
    const head = JSON.stringify({ WebId, Name, Path })
    return `${head.slice(0, -1)},"Items":[${writeRecorded(stream.point.tag, startMs, Math.min(endMs, call.nowMs), maxCount)}]}`
  })
  return `{"Items":[${items.join(',')}]}`
}
