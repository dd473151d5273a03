import { useQuery } from '@tanstack/react-query'
import type { ProductionDay } from '@tieback/contracts'
import { useParams } from 'react-router'
import { kindOf, nodeQuery } from '../../features/node/node.queries.ts'
import { summaryQuery } from '../../features/overview/overview.queries.ts'
import { useAddress } from '../use-address.ts'

/** The production day that the page's answers end on, a portfolio's where a node's page has none; null until the first answer, and where no calendar applies. */
export function useProductionDay(): ProductionDay | null {
  const { address } = useAddress()
  const id = useParams().id ?? ''
  const isNode = kindOf(id) !== null
  const node = useQuery({ ...nodeQuery(id, address), enabled: isNode, retryOnMount: false })
  const isOfPortfolio = !isNode || node.isError
  const summary = useQuery({ ...summaryQuery(address), enabled: isOfPortfolio })
  return (isOfPortfolio ? summary.data : node.data)?.meta.productionDay ?? null
}
