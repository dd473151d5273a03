import { z } from 'zod'
import { Problem, problemTable } from '../problem.ts'
import type { ComponentSchemas } from './component-schemas.ts'
import type { MediaType, Response } from './document.ts'
import { headersOf } from './headers.ts'
import type { ListedRoute } from './list-routes.ts'

/** An answer that isn't JSON, as ts-rest declares one. */
const OtherAnswer = z.object({ contentType: z.string(), body: z.instanceof(z.ZodType) })

export const eventStreamType = 'text/event-stream'

/** The content type of a declared answer and the schema of what it carries; null for an answer without a body. */
export function contentOf(declared: unknown): { contentType: string; body: z.ZodType } | null {
  if (declared === Problem) return { contentType: 'application/problem+json', body: Problem }
  if (declared instanceof z.ZodType) return { contentType: 'application/json', body: declared }
  // ts-rest declares the absence of a body with a symbol of its own.
  if (typeof declared === 'symbol') return null
  return OtherAnswer.parse(declared)
}

function problemResponse(status: string, example: unknown, components: ComponentSchemas): Response {
  const { code } = Problem.parse(example)
  return {
    description: problemTable[code].title,
    headers: headersOf(status, null),
    content: {
      'application/problem+json': {
        schema: components.add(Problem, 'output'),
        examples: { [code]: { $ref: `#/components/examples/${code}` } },
      },
    },
  }
}

const notModified = (listed: ListedRoute): Response => ({
  description: 'What the caller has is still true',
  headers: headersOf('304', listed.route.metadata.cache),
})

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** A name for the shape that one operation alone sends or takes, such as `ReadSummaryAnswer`. */
export const nameFor = (operationId: string, role: 'Answer' | 'Request'): string => `${capitalised(operationId)}${role}`

function successResponse(listed: ListedRoute, status: string, components: ComponentSchemas): Response {
  const { route, operationId, examples } = listed
  const content = contentOf(route.responses[Number(status)])
  const description = route.summary ?? ''
  const headers = headersOf(status, route.metadata.cache)
  if (content === null) return { description, headers }
  const { contentType, body } = content
  const isJson = contentType === 'application/json'
  const media: MediaType = {
    schema: isJson ? components.addAs(nameFor(operationId, 'Answer'), body, 'output') : components.add(body, 'output'),
    example: examples[Number(status)],
  }
  return { description, headers, content: { [contentType]: media } }
}

/** Every answer of a route by its status, and that nothing changed where a client may ask. */
export function responsesOf(listed: ListedRoute, components: ComponentSchemas): Record<string, Response> {
  const responses: Record<string, Response> = {}
  for (const [status, declared] of Object.entries(listed.route.responses)) {
    responses[status] =
      declared === Problem
        ? problemResponse(status, listed.examples[Number(status)], components)
        : successResponse(listed, status, components)
  }
  if (listed.route.metadata.cache !== null) responses['304'] = notModified(listed)
  return responses
}
