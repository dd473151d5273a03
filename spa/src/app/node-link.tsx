import type { NodeRef } from '@tieback/contracts'
import { Link, useSearchParams } from 'react-router'
import { type Address, carriedSearch } from './address.ts'

interface NodeLinkProps {
  readonly node: Pick<NodeRef, 'id' | 'name'>
  readonly className?: string | undefined
  /** What the link changes in the state that it carries along. */
  readonly change?: Partial<Address>
  readonly children?: React.ReactNode
}

/** Leads to a node's page with range, units and knowledge time as they are. */
export function NodeLink({ node, className, change = {}, children }: NodeLinkProps) {
  const [search] = useSearchParams()
  return (
    <Link className={className} to={`/nodes/${node.id}${carriedSearch(search, change)}`}>
      {children ?? node.name}
    </Link>
  )
}
