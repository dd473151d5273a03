import type { ExamplesOf } from '../examples/examples-of.ts'
import { problemExamples } from '../examples/problems.ts'
import type { systemRoutes } from './routes.ts'

export const systemExamples: ExamplesOf<typeof systemRoutes> = {
  checkHealth: { request: {}, 200: { status: 'ok', version: '0.1.0' }, 400: problemExamples['invalid-request'] },
  checkReadiness: {
    request: {},
    200: { status: 'ready', checks: [{ name: 'store', ok: true, message: null }] },
    400: problemExamples['invalid-request'],
    503: problemExamples['not-ready'],
  },
  getOpenApi: {
    request: {},
    200: { openapi: '3.1.0', info: { title: 'Tieback', version: '0.1.0' }, paths: {} },
    400: problemExamples['invalid-request'],
  },
  getOpenApi30: {
    request: {},
    200: { openapi: '3.0.3', info: { title: 'Tieback', version: '0.1.0' }, paths: {} },
    400: problemExamples['invalid-request'],
  },
}
