import { z } from 'zod'
import { Quantity, UnitOfMeasure } from '../quantity.ts'
import { DayLabel, Instant } from '../time.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'

/** Our own stable id of a node, such as `well-4k2m9c7qxa`; the kind is readable, the rest is opaque. */
export const NodeId = z
  .string()
  .max(64)
  .regex(/^[a-z]+-[a-z0-9]+$/)
export type NodeId = z.infer<typeof NodeId>

/** The levels of the production hierarchy, top first. A site may leave levels out. */
export const NodeKind = z.enum(['asset', 'hub', 'facility', 'well'])
export type NodeKind = z.infer<typeof NodeKind>

/** `injector` wells take water or gas in; a well may change type, so this holds for the day asked. */
export const WellType = openEnum(['oil-producer', 'gas-producer', 'water-injector', 'gas-injector', 'other'])
export type WellType = z.infer<typeof WellType>

export const NodeRef = z.object({ id: NodeId, kind: NodeKind, name: z.string().min(1) })
export type NodeRef = z.infer<typeof NodeRef>

/** `normal` · `attention` below plan by more than the site's threshold · `stale` last value older than expected · `no-data` nothing for the day. */
export const NodeState = openEnum(['normal', 'attention', 'stale', 'no-data'])
export type NodeState = z.infer<typeof NodeState>

export const TreeNode = NodeRef.extend({
  parentId: NodeId.nullable(),
  wellType: WellType.nullable(),
  /** (actual − plan) ÷ plan of the day's oil (gas where a node has no oil), signed; null without both. */
  deviation: z.number().nullable(),
  state: NodeState,
  /** The worst state among the node and all below it. */
  worstBelow: NodeState,
})
export type TreeNode = z.infer<typeof TreeNode>

export const SiteCalendar = z.object({
  id: z.string().min(1),
  timeZone: z.string().min(1),
  /** Local clock time at which a production day starts, `HH:MM`. */
  dayStart: z.string().regex(/^\d\d:\d\d$/),
})
export type SiteCalendar = z.infer<typeof SiteCalendar>

export const NodeAlias = z.object({
  namespace: z.string().min(1),
  keyKind: z.enum(['object-id', 'code', 'name']),
  value: z.string().min(1),
  validFrom: DayLabel.nullable(),
  validTo: DayLabel.nullable(),
})
export type NodeAlias = z.infer<typeof NodeAlias>

export const SignalId = z
  .string()
  .max(64)
  .regex(/^sig-[a-z0-9]+$/)
export type SignalId = z.infer<typeof SignalId>

/** A time series: one quantity of one node from one source. */
export const Signal = z.object({
  id: SignalId,
  node: NodeRef,
  name: z.string().min(1),
  quantity: Quantity,
  unit: UnitOfMeasure,
  sourceId: z.string().min(1),
  sourceKey: z.string().min(1),
  interpolation: z.enum(['linear', 'step']),
  /** Longest ordinary wait between two samples; silence beyond it is stale. */
  expectedPeriodS: measured(z.number().positive(), { unit: 's' }).nullable(),
  lastSampleAt: Instant.nullable(),
})
export type Signal = z.infer<typeof Signal>

export const NodeDetail = z.object({
  node: NodeRef.extend({ wellType: WellType.nullable(), code: z.string().nullable() }),
  /** From the asset down to the node's parent. */
  path: z.array(NodeRef),
  /** Nodes of the same parent, the node itself among them, by name. */
  siblings: z.array(NodeRef),
  children: z.array(NodeRef),
  calendar: SiteCalendar,
  attributes: z.array(z.object({ name: z.string().min(1), value: z.string() })),
  aliases: z.array(NodeAlias),
  signals: z.array(Signal),
  /** First and last production day or month with a fact here or below; null when there is none. */
  dataRange: z.object({ firstDay: DayLabel, lastDay: DayLabel, finest: z.enum(['day', 'month']) }).nullable(),
})
export type NodeDetail = z.infer<typeof NodeDetail>
