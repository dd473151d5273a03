import { createOpenApi } from './create-openapi.ts'
import type { JsonSchema, MediaType, OpenApiDocument, Operation } from './document.ts'
import { toSchema30 } from './schema-30.ts'

/** Keeps the keys and the order, changes each value. */
const mapValues = <Before, After>(
  record: Readonly<Record<string, Before>>,
  change: (value: Before) => After,
): Record<string, After> => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))

/** Rewrites one document; references in it are looked up in itself. */
class Conversion {
  readonly #document: OpenApiDocument

  constructor(document: OpenApiDocument) {
    this.#document = document
  }

  convert(): OpenApiDocument {
    const { info, servers, tags, paths, components } = this.#document
    const { summary, description, ...about } = info
    return {
      openapi: '3.0.3',
      info: {
        ...about,
        description: [summary, description].join('.\n\n'),
        license: { name: 'Apache License 2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
      servers,
      tags,
      paths: mapValues(paths, (path) => mapValues(path, (operation) => this.#operation(operation))),
      components: {
        schemas: mapValues(components.schemas, (schema) => this.#schema(schema)),
        headers: mapValues(components.headers, (header) => ({ ...header, schema: this.#schema(header.schema) })),
      },
    }
  }

  #operation(operation: Operation): Operation {
    const { parameters, requestBody, responses } = operation
    const content = (types: Readonly<Record<string, MediaType>>) => mapValues(types, (media) => this.#media(media))
    return {
      ...operation,
      parameters: parameters.map((parameter) => ({ ...parameter, schema: this.#schema(parameter.schema) })),
      ...(requestBody === undefined ? {} : { requestBody: { ...requestBody, content: content(requestBody.content) } }),
      responses: mapValues(responses, (response) =>
        response.content === undefined ? response : { ...response, content: content(response.content) },
      ),
    }
  }

  /** One `example` in place of named ones, which gateways pass over. */
  #media({ schema, examples, ...media }: MediaType): MediaType {
    const [named] = Object.keys(examples ?? {})
    const example = named === undefined ? undefined : this.#document.components.examples?.[named]?.value
    return { schema: this.#schema(schema), ...media, ...(example === undefined ? {} : { example }) }
  }

  #schema(schema: JsonSchema): JsonSchema {
    // Safe: a document of 3.0 is written, never read, as JSON Schema 2020-12; the types of both are data.
    return toSchema30(schema, (reference) => this.#resolve(reference))
  }

  #resolve(reference: string): JsonSchema {
    const name = reference.replace('#/components/schemas/', '')
    const found = this.#document.components.schemas[name]
    if (found === undefined) throw new Error(`The document has no ${reference}.`)
    return found
  }
}

/** The same contract as an OpenAPI 3.0.3 document that API gateways import: derived from the one of 3.1, nothing is said twice. */
export const createOpenApi30 = (): OpenApiDocument => new Conversion(createOpenApi()).convert()
