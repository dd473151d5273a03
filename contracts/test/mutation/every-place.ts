import type { Json, JsonObject } from '../../src/diff/json.ts'

const object = (properties: JsonObject, required: readonly string[] = Object.keys(properties)): JsonObject => ({
  type: 'object',
  properties,
  required,
})

const tagged = (kind: string, said: JsonObject): Json => object({ kind: { type: 'string', const: kind }, ...said })

const schemas: JsonObject = {
  State: { type: 'string', enum: ['open', 'closed'], 'x-tieback-open': true },
  Colour: { type: 'string', enum: ['red', 'green'] },
  Pressure: {
    type: 'number',
    'x-tieback-measured': { unit: 'bar', reference: 'metric', basis: 'gauge', quality: 'good' },
  },
  Event: {
    oneOf: [tagged('sample', { value: { type: 'number' } }), tagged('alert', { text: { type: 'string' } })],
    discriminator: { propertyName: 'kind' },
    'x-tieback-open': true,
  },
  Tree: object({ name: { type: 'string' }, below: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } }),
  Thing: object(
    {
      id: { type: 'string', pattern: '^[a7]+$', minLength: 2, maxLength: 40 },
      day: { type: 'string', format: 'date' },
      count: { type: 'integer', minimum: 0, maximum: 100 },
      share: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
      pressure: { anyOf: [{ $ref: '#/components/schemas/Pressure' }, { type: 'null' }] },
      state: { $ref: '#/components/schemas/State' },
      colour: { $ref: '#/components/schemas/Colour' },
      note: { type: ['string', 'null'] },
      mode: { type: 'string', default: 'plain' },
      either: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
      byColour: {
        type: 'object',
        propertyNames: { $ref: '#/components/schemas/Colour' },
        additionalProperties: { type: 'number' },
        required: ['red'],
      },
      list: { type: 'array', items: { type: 'number' }, minItems: 1, maxItems: 5 },
      free: {},
      tree: { $ref: '#/components/schemas/Tree' },
    },
    ['id', 'day', 'count', 'state', 'colour'],
  ),
}

const content: JsonObject = { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } }

const operation = (operationId: string, said: JsonObject): JsonObject => ({
  operationId,
  responses: {
    200: { description: 'It', headers: { etag: { schema: { type: 'string' } } }, content },
    404: { description: 'Not there', content: { 'application/problem+json': { schema: { type: 'object' } } } },
  },
  'x-tieback-roles': ['viewer', 'integrator'],
  'x-tieback-slo': { p95Ms: 50 },
  'x-tieback-stability': 'stable',
  ...said,
})

const path: Json = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
const query = (name: string, required: boolean, schema: JsonObject): Json => ({ name, in: 'query', required, schema })

/** A contract with a place for every operator, as long as the real one has none for some. */
export const contractWithEveryPlace: JsonObject = {
  openapi: '3.1.0',
  paths: {
    '/things/{id}': {
      get: operation('readThing', {
        parameters: [
          path,
          query('limit', false, { type: 'integer', default: 10 }),
          query('since', true, { type: 'string', format: 'date-time' }),
        ],
        'x-tieback-access': ['things:read'],
        'x-tieback-cache': { freshS: 30, staleS: 60, tags: ['things'] },
      }),
      put: operation('replaceThing', {
        parameters: [path],
        requestBody: { required: true, content },
        'x-tieback-access': ['things:write'],
        'x-tieback-cache': null,
      }),
      patch: operation('changeThing', {
        parameters: [path],
        requestBody: { required: false, content },
        'x-tieback-access': ['things:write'],
        'x-tieback-cache': null,
      }),
    },
    '/events': {
      get: operation('readEvents', {
        parameters: [],
        'x-tieback-access': ['public'],
        'x-tieback-cache': null,
        'x-tieback-events': { $ref: '#/components/schemas/Event' },
      }),
    },
  },
  components: { schemas },
}
