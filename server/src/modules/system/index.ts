import type { systemContract } from '@tieback/contracts'
import { createOpenApi, createOpenApi30, type OpenApiDocument } from '@tieback/contracts/openapi'
import { checkStore, type StorePool } from '@tieback/store'
import type { Implementation } from '../../platform/http/mount.ts'
import { ProblemError } from '../../platform/http/problems.ts'

/** Long enough for a store to come back, short enough for an orchestrator that waits for it. */
const retryAfterS = 5

interface SystemDeps {
  readonly pool: StorePool
  readonly version: string
}

/** Null while the store can answer; else what is wrong, in words for an operator. */
async function findStoreFault({ pool }: SystemDeps): Promise<string | null> {
  try {
    const { pendingMigrations } = await checkStore(pool)
    return pendingMigrations.length === 0
      ? null
      : `Migrations are pending: ${pendingMigrations.join(', ')}. Run "tieback migrate".`
  } catch (error) {
    return `The store cannot be reached: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** What this needs of Fastify's reply, which ts-rest gives another type than Fastify does. */
interface TextReply {
  type(contentType: string): unknown
  serializer(write: () => string): unknown
}

/** Answers with a document that never changes while the process lives: its text is made once. */
function serveDocument(document: OpenApiDocument) {
  const text = JSON.stringify(document)
  return ({ reply }: { reply: TextReply }) => {
    // A serializer of one's own leaves the type open.
    reply.type('application/json; charset=utf-8')
    reply.serializer(() => text)
    return Promise.resolve({ status: 200 as const, body: document })
  }
}

export const systemModule = (deps: SystemDeps): Implementation<typeof systemContract> => ({
  checkHealth: () => Promise.resolve({ status: 200, body: { status: 'ok', version: deps.version } }),
  checkReadiness: async () => {
    const fault = await findStoreFault(deps)
    if (fault !== null) throw new ProblemError('not-ready', fault, { retryAfterS })
    return { status: 200, body: { status: 'ready', checks: [{ name: 'store', ok: true, message: null }] } }
  },
  getOpenApi: serveDocument(createOpenApi()),
  getOpenApi30: serveDocument(createOpenApi30()),
})
