import { createOpenApi } from './create-openapi.ts'
import { createOpenApi30 } from './create-openapi-30.ts'

export { createOpenApi } from './create-openapi.ts'
export { createOpenApi30 } from './create-openapi-30.ts'
export type { JsonSchema, OpenApiDocument, Operation, Parameter, Response } from './document.ts'
export { listRoutes, type ListedRoute } from './list-routes.ts'

/** `3.1` says everything; `3.0` is the same for gateways that read no newer one. */
export const openApiFlavours = ['3.1', '3.0'] as const
export type OpenApiFlavour = (typeof openApiFlavours)[number]

/** The document as the text of a file: the same contract gives the same bytes. */
export function renderOpenApi(flavour: OpenApiFlavour): string {
  const document = flavour === '3.1' ? createOpenApi() : createOpenApi30()
  return `${JSON.stringify(document, null, 2)}\n`
}
