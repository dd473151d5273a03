import { useQuery } from '@tanstack/react-query'
import type { NodeId, TreeNode } from '@tieback/contracts'
import { useMemo } from 'react'
import { treeQuery } from './tree.query.ts'
import { useAddress } from './use-address.ts'

/** The tree's nodes by id: whether a node is below plan is decided once, by the server, and says the same everywhere. */
export function useNodeStates(): ReadonlyMap<NodeId, TreeNode> {
  const { address } = useAddress()
  const nodes = useQuery(treeQuery(address)).data?.data.nodes
  return useMemo(() => new Map(nodes?.map((node) => [node.id, node])), [nodes])
}
