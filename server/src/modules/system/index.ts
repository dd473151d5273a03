import type { systemContract } from '@tieback/contracts'
import { createOpenApi } from '@tieback/contracts/openapi'
import { checkStore, type StorePool } from '@tieback/store'
import { problemContentType } from '../../platform/http/errors.ts'
import type { Implementation } from '../../platform/http/mount.ts'
import { toProblem } from '../../platform/http/problems.ts'

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

export const systemModule = (deps: SystemDeps): Implementation<typeof systemContract> => {
  const openApi = createOpenApi()
  return {
    checkHealth: () => Promise.resolve({ status: 200, body: { status: 'ok', version: deps.version } }),
    checkReadiness: async ({ request, reply }) => {
      const fault = await findStoreFault(deps)
      if (fault === null)
        return { status: 200, body: { status: 'ready', checks: [{ name: 'store', ok: true, message: null }] } }
      void reply.type(problemContentType)
      return { status: 503, body: toProblem('not-ready', fault, { instance: request.url, requestId: request.id }) }
    },
    getOpenApi: () => Promise.resolve({ status: 200, body: openApi }),
  }
}
