import { diffContracts } from '../src/diff/diff-contracts.ts'
import type { Change } from '../src/diff/change.ts'
import type { Json, JsonObject } from '../src/diff/json.ts'

/** An operation that promises nothing but what is said of it. */
export const operation = (said: JsonObject = {}): JsonObject => ({
  operationId: 'readThing',
  parameters: [],
  responses: { 200: answer({ type: 'object' }) },
  'x-tieback-access': ['production:read'],
  'x-tieback-roles': ['viewer', 'integrator'],
  'x-tieback-cache': { freshS: 30, staleS: 60, tags: ['production'] },
  'x-tieback-slo': { p95Ms: 50 },
  'x-tieback-stability': 'stable',
  ...said,
})

export const answer = (schema: Json): JsonObject => ({
  description: 'An answer',
  content: { 'application/json': { schema } },
})

export const body = (schema: Json, required = true): JsonObject => ({
  requestBody: { required, content: { 'application/json': { schema } } },
})

/** A contract of one operation, `POST /things`, with its named schemas. */
export const contractOf = (said: JsonObject, schemas: JsonObject = {}): JsonObject => ({
  openapi: '3.1.0',
  paths: { '/things': { post: operation(said) } },
  components: { schemas },
})

/** A contract whose answer holds a value of the schema. */
export const answering = (schema: Json, schemas: JsonObject = {}): JsonObject =>
  contractOf({ responses: { 200: answer(schema) } }, schemas)

/** A contract that takes a value of the schema. */
export const taking = (schema: Json, schemas: JsonObject = {}): JsonObject => contractOf(body(schema), schemas)

/** Each change in a few words: its class, its kind and where it is. */
export const told = (changes: readonly Change[]): string[] =>
  changes.map((change) => `${change.class} ${change.kind} ${change.path}`)

/** What the comparison makes of one schema that became another: in a request, then in an answer. */
export const classesOf = (before: Json, after: Json): { request: string[]; response: string[] } => ({
  request: diffContracts(taking(before), taking(after)).map((change) => `${change.class} ${change.kind}`),
  response: diffContracts(answering(before), answering(after)).map((change) => `${change.class} ${change.kind}`),
})
