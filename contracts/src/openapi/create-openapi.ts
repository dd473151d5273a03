import contractPackage from '../../package.json' with { type: 'json' }
import { problemExamples } from '../examples.ts'
import { ComponentSchemas } from './component-schemas.ts'
import type { OpenApiDocument, Operation } from './document.ts'
import { headerComponents } from './headers.ts'
import { listRoutes } from './list-routes.ts'
import { operationOf } from './operations.ts'
import { listTags } from './tags.ts'

const description = `
Every answer is an envelope: \`data\`, and a \`meta\` that says when it was known, which sources it rests on and how complete it is.
Every failure is an RFC 9457 problem; its \`type\` leads to a page that says what to do.
Instants are UTC, ranges are half-open, and a day is the production day of a site's calendar.

Readers pass over fields they don't know, and over members of an enum with \`x-tieback-open\` they don't know:
both may grow within a version. \`x-tieback-measured\` gives a number's unit and conditions, \`x-tieback-access\` and
\`x-tieback-roles\` who may call, \`x-tieback-cache\` how long an answer may be served again (s), \`x-tieback-slo\` how fast it is meant to be.
`.trim()

/** The whole contract as an OpenAPI 3.1 document: every route, answer, example and policy. */
export function createOpenApi(): OpenApiDocument {
  const components = new ComponentSchemas()
  const paths: Record<string, Record<string, Operation>> = {}
  for (const listed of listRoutes()) {
    const path = listed.route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [listed.route.method.toLowerCase()]: operationOf(listed, components) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tieback',
      version: contractPackage.version,
      summary: 'One set of numbers from the systems of record of an energy business',
      description,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that this document came from' }],
    tags: listTags(),
    paths,
    components: {
      schemas: components.list(),
      headers: headerComponents,
      examples: Object.fromEntries(Object.entries(problemExamples).map(([code, value]) => [code, { value }])),
    },
  }
}
