import { existsSync } from 'node:fs'
import { apiContract, systemContract } from '@tieback/contracts'
import type { JobQueue } from '@tieback/jobs'
import type { FastifyInstance } from 'fastify'
import { auditModule } from './modules/audit/index.ts'
import { changeModule } from './modules/changes/index.ts'
import { flowModule } from './modules/flow/index.ts'
import { gapModule } from './modules/gaps/index.ts'
import { identityModule } from './modules/identity/index.ts'
import { jobModule } from './modules/jobs/index.ts'
import { nodeModule } from './modules/nodes/index.ts'
import { performanceModule } from './modules/performance/index.ts'
import { signalModule } from './modules/signals/index.ts'
import { createSourceMetrics, sourceModule } from './modules/sources/index.ts'
import { summaryModule } from './modules/summary/index.ts'
import { systemModule } from './modules/system/index.ts'
import { createAuditRecorder } from './platform/auditing/recorder.ts'
import { recordRefusals } from './platform/auditing/refusals.ts'
import { createHttpServer, type HttpOptions } from './platform/http/http-server.ts'
import { type ApiImplementation, mountRoutes } from './platform/http/mount.ts'
import { serveReference } from './platform/http/reference.ts'
import { listUnserved } from './platform/http/unserved-routes.ts'
import { plainWebSettings, serveWebApplication, type WebSettings } from './platform/http/web-application.ts'
import type { Identity } from './platform/identity/identity.ts'
import type { OperatorParts } from './operating/operator.ts'
import type { ReaderParts } from './reading/reader.ts'

export interface AppDeps extends Omit<HttpOptions, 'apiBaseUrl' | 'guard'> {
  readonly reader: ReaderParts
  /** Sign-in and sessions, by which `resolveActor` then knows who asks; left out: it knows by itself, for tests and benchmarks. */
  readonly identity?: Identity
  /** Left out: routes that put work into it answer that there is none. */
  readonly queue?: JobQueue
  readonly version: string
  /** Folder of the built web application; null serves the API alone. */
  readonly webRoot: string | null
  /** Left out: the API is where the web application comes from, and no flag is on. */
  readonly webSettings?: WebSettings
}

/** What serves the contract. A stable route that is missing here doesn't compile; a beta one answers 501 until it is here. */
const apiModules = (
  { reader, queue, recorder }: OperatorParts,
  identity: Identity | null,
): ApiImplementation<typeof apiContract> => ({
  summary: summaryModule(reader),
  nodes: nodeModule(reader),
  performance: performanceModule(reader),
  gaps: gapModule(reader),
  flow: flowModule(reader),
  signals: signalModule(reader),
  sources: sourceModule({ reader, queue, recorder }),
  jobs: jobModule({ reader, queue, recorder }),
  changes: changeModule(reader),
  identity: identityModule({ reader, identity, recorder }),
  audit: auditModule({ reader, recorder }),
})

/** The BFF, mounted and ready to listen or to be injected into. Close it with `close()`. */
export async function createApp(deps: AppDeps): Promise<FastifyInstance> {
  const { reader, identity = null, version, webRoot, webSettings = plainWebSettings } = deps
  const { app, kept } = await createHttpServer({
    ...deps,
    apiBaseUrl: webSettings.apiBaseUrl,
    ...(identity === null ? {} : { guard: identity.guard }),
    metricsParts: [(registry) => createSourceMetrics(registry, reader)],
  })
  const recorder = createAuditRecorder(reader.pool)
  recordRefusals(app, recorder)
  await mountRoutes(app, { system: systemContract }, { system: systemModule({ pool: reader.pool, version }) })
  await identity?.register(app)
  const modules = apiModules({ reader, queue: deps.queue ?? null, recorder }, identity)
  await mountRoutes(app, apiContract, modules, kept)
  await serveReference(app)
  await serveWebApplication(app, webRoot !== null && existsSync(webRoot) ? webRoot : null, {
    ...webSettings,
    notServed: listUnserved(apiContract, modules),
  })
  return app
}
