import { apiContract, type PolicedRoute } from '@tieback/contracts'
import { useAddress } from '../../app/use-address.ts'
import { useAllowed } from '../../app/use-allowed.ts'

const routes = apiContract.sources satisfies Record<string, Pick<PolicedRoute, 'metadata'>>

/** Whether the reader may operate sources from here: the past is only looked at. */
export function useOperable(operation: 'checkSource' | 'startBackfill' | 'replayQuarantine'): boolean {
  const { address } = useAddress()
  const isAllowed = useAllowed(routes[operation])
  return isAllowed && address.asOf === null
}
