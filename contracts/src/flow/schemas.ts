import { z } from 'zod'
import { NodeRef } from '../nodes/schemas.ts'
import { Quality } from '../quality.ts'
import { Phase, UnitOfMeasure } from '../quantity.ts'
import { ProductionDay } from '../time.ts'

/** Where a stream ends when it isn't another node. `unaccounted` closes the balance and may be negative. */
export const FlowSink = z.enum(['export', 'fuel', 'flare', 'injection', 'disposal', 'stock-change', 'unaccounted'])
export type FlowSink = z.infer<typeof FlowSink>

/** Volume that went from a node to its parent, or out through a sink, within the day. */
export const FlowLink = z.object({
  from: z.string().min(1),
  /** A node's id, or `sink:export` and the like. */
  to: z.string().min(1),
  value: z.number(),
  quality: Quality,
})
export type FlowLink = z.infer<typeof FlowLink>

/** In = out + stock change + fuel + flare + unaccounted, at every node. */
export const FlowBalance = z.object({
  nodeId: z.string().min(1),
  inflow: z.number(),
  outflow: z.record(FlowSink, z.number()),
  unaccounted: z.number(),
})
export type FlowBalance = z.infer<typeof FlowBalance>

export const PhaseFlow = z.object({
  phase: Phase,
  unit: UnitOfMeasure,
  links: z.array(FlowLink),
  balances: z.array(FlowBalance),
})
export type PhaseFlow = z.infer<typeof PhaseFlow>

export const ProductionFlow = z.object({
  node: NodeRef,
  day: ProductionDay,
  /** Every node that a link names. */
  nodes: z.array(NodeRef),
  phases: z.array(PhaseFlow),
})
export type ProductionFlow = z.infer<typeof ProductionFlow>
