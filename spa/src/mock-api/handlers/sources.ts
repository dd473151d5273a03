import type { apiContract } from '@tieback/contracts'
import { listFieldSources, listSourceStates } from '../field/field-sources.ts'
import type { MockApi } from '../mock-api.ts'
import { openReading } from '../reading/reading.ts'

export const sourceMocks: MockApi<typeof apiContract.sources> = {
  listSources: ({ query }, world) => {
    const { asOf } = openReading(world, query.asOf)
    const sources = listSourceStates(asOf).map(({ state }) => state)
    const meta = { asOf: asOf.toISOString(), productionDay: null, sources, coverage: null, provisional: false }
    return { status: 200, body: { data: { sources: listFieldSources(asOf) }, meta } }
  },
}
