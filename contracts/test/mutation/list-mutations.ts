import { isObject, objectAt, type JsonObject } from '../../src/diff/json.ts'
import { changeLimits } from './change-limits.ts'
import { changeMeanings } from './change-meanings.ts'
import { changeObjects } from './change-objects.ts'
import { changeOperation } from './change-operations.ts'
import { changePolicies } from './change-policies.ts'
import { changeValues, type Changed } from './change-values.ts'
import { replaceAt, without, type Pointer } from './document-edit.ts'
import type { Mutation, SchemaNode } from './mutation.ts'
import { expect, type Operator, type Side } from './oracle.ts'
import { listSchemaNodes } from './schema-nodes.ts'

/** A contract of one operation: what is changed shows there or nowhere, and the rest need not be compared each time. */
interface Subject {
  readonly document: JsonObject
  readonly method: string
  readonly path: string
  readonly operation: JsonObject
}

/**
 * Every mutation of a contract: each schema that an operation reaches, each parameter, answer and word of policy, with every operator that applies.
 *
 * isEachUse  a shared schema is changed once for each operation that uses it, not once for each pair of sides
 */
export function* listMutations(document: JsonObject, isEachUse = false): Generator<Mutation> {
  const done = new Set<string>()
  for (const subject of listSubjects(document)) {
    yield* mutateRoute(subject)
    for (const node of listSchemaNodes(subject.document, ['paths', subject.path, subject.method])) {
      const use = [...node.pointer, ...[...node.sides].sort(), 'null', ...[...node.nullableSides].sort()].join('\n')
      if (!isEachUse && done.has(use)) continue
      done.add(use)
      yield* mutateSchema(subject, node)
    }
  }
}

/** A beta route is taken for stable: it will be. */
function* listSubjects(document: JsonObject): Generator<Subject> {
  for (const [path, item] of Object.entries(objectAt(document, 'paths'))) {
    for (const [method, declared] of Object.entries(isObject(item) ? item : {})) {
      if (!isObject(declared)) continue
      const operation: JsonObject = { ...declared, 'x-tieback-stability': 'stable' }
      yield { document: { ...document, paths: { [path]: { [method]: operation } } }, method, path, operation }
    }
  }
}

const facts = { isOpen: false, isRequired: true }
const everySide: ReadonlySet<Side> = new Set(['request', 'response'])

function* mutateRoute({ document, method, path, operation }: Subject): Generator<Mutation> {
  const place = `${method.toUpperCase()} ${path}`
  const made = (operator: Operator, paths: JsonObject, part = ''): Mutation => ({
    operator,
    place: part === '' ? place : `${place} ${part}`,
    expected: expect(operator, everySide, facts),
    before: document,
    after: () => ({ ...document, paths }),
  })
  yield made('route-removed', {})
  yield made('route-added', { [path]: { [method]: operation }, '/never-seen': { get: operation } })
  yield made('method-changed', { [path]: { [method === 'patch' ? 'put' : 'patch']: operation } })
  yield made('path-changed', { [`${path}/never-seen`]: { [method]: operation } })
  for (const [operator, changed, part] of [...changeOperation(operation), ...changePolicies(operation)]) {
    yield made(operator, { [path]: { [method]: changed } }, part)
  }
  yield* renamePathParameters({ document, method, path, operation }, made)
  yield { ...made('component-renamed', {}), after: () => withOtherNames(document) }
}

function* renamePathParameters(
  { method, path, operation }: Subject,
  made: (operator: Operator, paths: JsonObject) => Mutation,
): Generator<Mutation> {
  for (const [, name = ''] of path.matchAll(/\{([^}]+)\}/g)) {
    const [from, to] = [`"name":"${name}","in":"path"`, `"name":"${name}Renamed","in":"path"`]
    // Safe: one text in place of another, in JSON.
    const renamed = JSON.parse(JSON.stringify(operation).replace(from, to)) as JsonObject
    yield made('path-parameter-renamed', { [path.replace(`{${name}}`, `{${name}Renamed}`)]: { [method]: renamed } })
  }
}

/** The same document, each of its schemas under another name. */
function withOtherNames(document: JsonObject): JsonObject {
  const text = JSON.stringify({ ...document, components: without(objectAt(document, 'components'), 'examples') })
  const renamed = JSON.parse(text.replaceAll('#/components/schemas/', '#/components/schemas/Other')) as JsonObject
  const components = objectAt(renamed, 'components')
  const schemas = Object.entries(objectAt(components, 'schemas')).map(([name, schema]) => [`Other${name}`, schema])
  return { ...renamed, components: { ...components, schemas: Object.fromEntries(schemas) as JsonObject } }
}

function* mutateSchema(subject: Subject, node: SchemaNode): Generator<Mutation> {
  const { document, method, path } = subject
  const isOpen = node.schema['x-tieback-open'] === true
  const changes: Changed[] = [
    ...changeValues(node, document),
    ...changeLimits(node),
    ...changeObjects(node),
    ...changeMeanings(node),
  ]
  for (const [operator, schema] of changes) {
    const sides = operator.startsWith('null-') ? node.nullableSides : node.sides
    yield {
      operator,
      place: `${method.toUpperCase()} ${path} ${nameOf(node.pointer)}`,
      expected: expect(operator, sides, { isOpen, isRequired: node.isRequired }),
      before: document,
      after: () => replaceAt(document, node.pointer, schema),
      values: { pointer: node.pointer, sides, isOpen },
    }
  }
}

const nameOf = (pointer: Pointer) => `#/${pointer.join('/')}`
