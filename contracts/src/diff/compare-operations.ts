import type { Change } from './change.ts'
import { compareUnreadOf } from './compare-meanings.ts'
import { compareParameters } from './compare-parameters.ts'
import { comparePolicies } from './compare-policies.ts'
import { compareSchemas } from './compare-schemas.ts'
import { isObject, objectAt, type Json, type JsonObject } from './json.ts'
import { targetOf } from './shape.ts'
import { changeAt, type Documents, type Site } from './site.ts'

/** Two operations of one address, with the documents that their references are of. */
export interface OperationPair {
  /** `GET /api/v1/summary` */
  readonly address: string
  readonly path: string
  readonly pathNow: string
  readonly before: JsonObject
  readonly after: JsonObject
  readonly documents: Documents
}

const readWords = new Set([
  ...['operationId', 'summary', 'description', 'tags', 'externalDocs', 'deprecated'],
  ...['parameters', 'requestBody', 'responses', 'x-tieback-events'],
  ...['x-tieback-access', 'x-tieback-roles', 'x-tieback-cache', 'x-tieback-slo', 'x-tieback-stability'],
])

/** What differs between two operations, in the order that a document has it. */
export function* compareOperations(pair: OperationPair): Generator<Change> {
  const { address, before, after } = pair
  const request = siteOf(pair, 'request', address)
  if (before['operationId'] !== after['operationId']) {
    const [old, present] = [before['operationId'] ?? null, after['operationId'] ?? null]
    const detail = 'clients call it by its name'
    const kind = 'operation-renamed'
    yield {
      path: address,
      direction: 'route',
      kind,
      class: 'breaking',
      detail,
      before: old,
      after: present,
      origin: null,
    }
  }
  yield* compareParameters(pair, request)
  yield* compareBodies(pair, siteOf(pair, 'request', `${address} body`))
  yield* compareResponses(pair)
  yield* compareEvents(siteOf(pair, 'response', `${address} events`), before, after)
  yield* comparePolicies(address, before, after)
  yield* compareUnreadOf(request, before, after, readWords)
}

const siteOf = ({ documents }: OperationPair, direction: Site['direction'], place: string): Site => ({
  documents,
  direction,
  place,
  path: '',
  origin: null,
  wasRequired: true,
  above: [],
  compare: compareSchemas,
})

/** A part of an operation, which may be a reference to a shared one. */
const partOf = (part: Json | undefined, document: JsonObject): JsonObject | undefined => {
  const target = part === undefined ? undefined : targetOf(part, document)
  return isObject(target) ? target : undefined
}

function* compareBodies({ before, after, documents }: OperationPair, site: Site): Generator<Change> {
  const old = partOf(before['requestBody'], documents.before)
  const present = partOf(after['requestBody'], documents.after)
  const isRequired = (body: JsonObject) => body['required'] === true
  if (old !== undefined && present !== undefined) {
    if (!isRequired(old) && isRequired(present)) {
      yield changeAt(site, 'body-required', 'narrower', 'the body is required now', false, true)
    } else if (isRequired(old) && !isRequired(present)) {
      yield changeAt(site, 'body-optional', 'wider', 'the body may be left out now', true, false)
    }
    yield* compareContents(site, old, present)
  } else if (old !== undefined) yield changeAt(site, 'body-removed', 'broken', 'no body is taken now', old, null)
  else if (present !== undefined) {
    const effect = isRequired(present) ? 'narrower' : 'grown'
    yield changeAt(
      site,
      'body-added',
      effect,
      isRequired(present) ? 'needs a body now' : 'takes a body now',
      null,
      present,
    )
  }
}

/** A new success is one that no caller handles. 304 comes only to those who ask for it; a new failure is told by its problem. */
const isExpected = (status: string) => /^[45]/.test(status) || status === '304'

function* compareResponses(pair: OperationPair): Generator<Change> {
  const [old, present] = [objectAt(pair.before, 'responses'), objectAt(pair.after, 'responses')]
  for (const status of new Set([...Object.keys(old), ...Object.keys(present)])) {
    const site = siteOf(pair, 'response', `${pair.address} ${status}`)
    const before = partOf(old[status], pair.documents.before)
    const after = partOf(present[status], pair.documents.after)
    if (before !== undefined && after !== undefined) {
      yield* compareHeaders(site, before, after)
      yield* compareContents(site, before, after)
      yield* compareEvents(site, before, after)
      yield* compareUnreadOf(site, before, after, responseWords)
    } else if (after === undefined) yield changeAt(site, 'status-removed', 'broken', `${status} is gone`, status, null)
    else {
      const effect = isExpected(status) ? 'grown' : 'broken'
      yield changeAt(site, 'status-added', effect, `${status} is new`, null, status)
    }
  }
}

const responseWords = new Set(['description', 'headers', 'content', 'x-tieback-events'])

/** Names of headers don't depend on case. */
const headersOf = (response: JsonObject) =>
  new Map(Object.entries(objectAt(response, 'headers')).map(([name, header]) => [name.toLowerCase(), header]))

function* compareHeaders(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [headersOf(before), headersOf(after)]
  for (const name of new Set([...old.keys(), ...present.keys()])) {
    const header: Site = { ...site, place: `${site.place} header ${name}` }
    const [was, is] = [partOf(old.get(name), site.documents.before), partOf(present.get(name), site.documents.after)]
    if (is === undefined) yield changeAt(header, 'header-removed', 'broken', `${name} is gone`, was, null)
    else if (was === undefined) yield changeAt(header, 'header-added', 'grown', `${name} is new`, null, is)
    else yield* compareHeader(header, was, is)
  }
}

function* compareHeader(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [before['required'] === true, after['required'] === true]
  if (old && !present) yield changeAt(site, 'header-optional', 'wider', 'may be missing now', old, present)
  if (!old && present) yield changeAt(site, 'header-required', 'narrower', 'is always there now', old, present)
  yield* compareSchemas(site, before['schema'] ?? {}, after['schema'] ?? {})
}

/** A new type of content comes only to those who ask for it, and is taken beside the others. */
function* compareContents(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [objectAt(before, 'content'), objectAt(after, 'content')]
  for (const type of new Set([...Object.keys(old), ...Object.keys(present)])) {
    const [was, is] = [old[type], present[type]]
    if (!isObject(is)) yield changeAt(site, 'content-type-removed', 'broken', `${type} is gone`, type, null)
    else if (!isObject(was)) yield changeAt(site, 'content-type-added', 'grown', `${type} is new`, null, type)
    else {
      yield* compareSchemas(site, was['schema'] ?? {}, is['schema'] ?? {})
      yield* compareEvents(site, was, is)
      yield* compareUnreadOf(site, was, is, mediaWords)
    }
  }
}

const mediaWords = new Set(['schema', 'example', 'examples', 'x-tieback-events'])

/** The events of a stream have a schema that OpenAPI has no place for. It stands beside the operation, the answer or its content. */
function* compareEvents(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [before['x-tieback-events'], after['x-tieback-events']].map(asSchema)
  if (old !== undefined && present !== undefined) yield* compareSchemas(site, old, present)
  else if (old !== undefined) yield changeAt(site, 'events-removed', 'broken', 'no events are declared now', old, null)
  else if (present !== undefined)
    yield changeAt(site, 'events-added', 'grown', 'events are declared now', null, present)
}

const asSchema = (events: Json | undefined): Json | undefined =>
  typeof events === 'string' ? { $ref: events } : events
