import { isList, isObject, objectAt, textAt, type Json, type JsonObject } from '../../src/diff/json.ts'
import { without } from './document-edit.ts'
import type { Operator } from './oracle.ts'

/** An operation as an operator leaves it. */
export type ChangedOperation = readonly [operator: Operator, operation: JsonObject, part: string]

/** Every change of what an operation takes and answers, besides the schemas of it. */
export function* changeOperation(operation: JsonObject): Generator<ChangedOperation> {
  yield ['operation-renamed', { ...operation, operationId: 'neverSeenBefore' }, '']
  yield ['retold', { ...operation, summary: 'Retold', description: 'Retold', tags: ['retold'], deprecated: true }, '']
  yield* changeParameters(operation)
  yield* changeBody(operation)
  yield* changeResponses(operation)
  if (operation['x-tieback-events'] !== undefined) {
    yield ['events-undeclared', without(operation, 'x-tieback-events'), 'events']
  }
}

const parameter = (required: boolean): JsonObject => ({
  name: 'neverSeenBefore',
  in: 'query',
  required,
  schema: { type: 'boolean' },
})

function* changeParameters(operation: JsonObject): Generator<ChangedOperation> {
  const list = operation['parameters']
  const parameters = isList(list) ? list.filter(isObject) : []
  const having = (...changed: readonly JsonObject[]): JsonObject => ({ ...operation, parameters: changed })
  yield ['optional-parameter-added', having(...parameters, parameter(false)), 'parameters']
  yield ['required-parameter-added', having(...parameters, parameter(true)), 'parameters']
  if (parameters.length > 1) yield ['reordered', having(...parameters.toReversed()), 'parameters']
  for (const each of parameters) {
    const others = parameters.filter((other) => other !== each)
    const part = `${textAt(each, 'in')} ${textAt(each, 'name')}`
    if (each['in'] !== 'path') {
      yield ['parameter-removed', having(...others), part]
      yield ['parameter-renamed', having(...others, { ...each, name: `${textAt(each, 'name')}Renamed` }), part]
      const place = each['in'] === 'query' ? 'header' : 'query'
      yield ['parameter-moved', having(...others, { ...each, in: place }), part]
      const isRequired = each['required'] === true
      const turned = having(...others, { ...each, required: !isRequired })
      yield [isRequired ? 'parameter-made-optional' : 'parameter-made-required', turned, part]
    }
    yield ['parameter-rewritten', having(...others, { ...each, style: 'pipeDelimited', explode: false }), part]
    yield ['retold', having(...others, { ...each, description: 'Retold', example: 'retold' }), part]
  }
}

const content = (type: string): JsonObject => ({ [type]: { schema: { type: 'object' } } })

function* changeBody(operation: JsonObject): Generator<ChangedOperation> {
  const body = operation['requestBody']
  if (!isObject(body)) {
    const added = { content: content('application/json') }
    yield ['optional-body-added', { ...operation, requestBody: { ...added, required: false } }, 'body']
    yield ['required-body-added', { ...operation, requestBody: { ...added, required: true } }, 'body']
    return
  }
  const isRequired = body['required'] === true
  const turned: Operator = isRequired ? 'body-made-optional' : 'body-made-required'
  yield ['body-removed', without(operation, 'requestBody'), 'body']
  yield [turned, { ...operation, requestBody: { ...body, required: !isRequired } }, 'body']
  for (const [operator, changed] of changeContent(body)) {
    yield [operator, { ...operation, requestBody: changed }, 'body']
  }
}

function* changeContent(holder: JsonObject): Generator<readonly [Operator, JsonObject]> {
  const types = objectAt(holder, 'content')
  for (const [type, media] of Object.entries(types)) {
    yield ['content-type-changed', { ...holder, content: { ...without(types, type), 'application/cbor': media } }]
    yield ['retold', { ...holder, content: { ...types, [type]: { ...(media as JsonObject), example: 'retold' } } }]
  }
  yield ['content-type-added', { ...holder, content: { ...types, ...content('text/csv') } }]
}

function* changeResponses(operation: JsonObject): Generator<ChangedOperation> {
  const responses = objectAt(operation, 'responses')
  const having = (changed: JsonObject): JsonObject => ({ ...operation, responses: changed })
  const answer = { description: 'New', content: content('application/json') }
  yield ['success-added', having({ ...responses, 207: answer }), 'responses']
  yield ['failure-added', having({ ...responses, 418: answer }), 'responses']
  for (const [status, response] of Object.entries(responses)) {
    yield ['status-removed', having(without(responses, status)), status]
    if (!isObject(response)) continue
    for (const [operator, changed] of [...changeContent(response), ...changeHeaders(response)]) {
      yield [operator, having({ ...responses, [status]: changed }), status]
    }
  }
}

function* changeHeaders(response: JsonObject): Generator<readonly [Operator, JsonObject]> {
  const headers = objectAt(response, 'headers')
  for (const name of Object.keys(headers)) {
    yield ['header-removed', { ...response, headers: without(headers, name) }]
  }
  const added: Json = { schema: { type: 'string' } }
  yield ['header-added', { ...response, headers: { ...headers, 'never-seen-before': added } }]
}
