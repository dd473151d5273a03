import { useQuery } from '@tanstack/react-query'
import type { ProductionDay } from '@tieback/contracts'
import { useParams } from 'react-router'
import { kindOf, performanceQuery } from '../../features/node/node.queries.ts'
import { summaryQuery } from '../../features/overview/overview.queries.ts'
import { useAddress } from '../use-address.ts'

/** The production day that the page's answers end on; null until the first answer, and where no calendar applies. */
export function useProductionDay(): ProductionDay | null {
  const { address } = useAddress()
  const id = useParams().id ?? ''
  const isNode = kindOf(id) !== null
  const summary = useQuery({ ...summaryQuery(address), enabled: !isNode })
  const performance = useQuery({ ...performanceQuery(id, address), enabled: isNode })
  return (isNode ? performance.data : summary.data)?.meta.productionDay ?? null
}
