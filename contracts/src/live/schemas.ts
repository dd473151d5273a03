import { z } from 'zod'
import { AlertId, SubjectRef, Version } from '../advice.ts'
import { AlertEvent, AlertSeverity, AlertState } from '../alerts/schemas.ts'
import { Change } from '../changes/schemas.ts'
import { SourceState } from '../envelope.ts'
import { measured } from '../measured.ts'
import { NodeId, SignalId } from '../nodes/schemas.ts'
import { openEnum } from '../open-enum.ts'
import type { CacheTag } from '../policy.ts'
import { Quantity, UnitOfMeasure } from '../quantity.ts'
import { SampleColumns } from '../signals/schemas.ts'
import { Instant } from '../time.ts'

/** What a caller may listen to; each is the `type` of the events it brings. Heartbeats come whatever was asked for. */
export const LiveTopic = z.enum(['sample', 'fact-changed', 'source-state', 'alert', 'invalidated'])
export type LiveTopic = z.infer<typeof LiveTopic>

/** New samples of one series, oldest first; those of a second or so come together. */
export const SampleEvent = z.object({
  type: z.literal('sample'),
  sentAt: Instant,
  signalId: SignalId,
  nodeId: NodeId,
  quantity: Quantity,
  unit: UnitOfMeasure,
  samples: SampleColumns,
})
export type SampleEvent = z.infer<typeof SampleEvent>

/** Facts that were restated, re-statused or withdrawn. `more` counts those that `/changes` has and this event has not. */
export const FactChangedEvent = z.object({
  type: z.literal('fact-changed'),
  sentAt: Instant,
  changes: z.array(Change).min(1).max(100),
  more: z.int().min(0),
})
export type FactChangedEvent = z.infer<typeof FactChangedEvent>

/** A source went down, came back, or reached a newer instant. */
export const SourceStateEvent = z.object({ type: z.literal('source-state'), sentAt: Instant, source: SourceState })
export type SourceStateEvent = z.infer<typeof SourceStateEvent>

/** An alert was raised or moved; `/alerts/{id}` has the rest. A `version` not above the one you hold is old news. */
export const AlertMovedEvent = z.object({
  type: z.literal('alert'),
  sentAt: Instant,
  alertId: AlertId,
  version: Version,
  event: AlertEvent,
  state: AlertState,
  severity: AlertSeverity,
  subject: SubjectRef,
  title: z.string().min(1),
})
export type AlertMovedEvent = z.infer<typeof AlertMovedEvent>

/** Every tag that a cached answer may carry: a tag without a place here doesn't compile. */
const cacheTags = {
  nodes: 'nodes',
  production: 'production',
  deferment: 'deferment',
  samples: 'samples',
  sources: 'sources',
  logistics: 'logistics',
  forecasts: 'forecasts',
  alerts: 'alerts',
  optimization: 'optimization',
  recommendations: 'recommendations',
} as const satisfies { [Tag in CacheTag]: Tag }

/** What a job wrote. A route's `x-tieback-cache.tags` says whose answers it touches. */
export const InvalidatedTag = z.enum(cacheTags).meta({ 'x-tieback-open': true })
export type InvalidatedTag = z.infer<typeof InvalidatedTag>

/** Answers that carry one of these tags, and were read before `asOf`, are old: read them again when they are next needed. */
export const InvalidatedEvent = z.object({
  type: z.literal('invalidated'),
  sentAt: Instant,
  tags: z.array(InvalidatedTag).min(1),
  asOf: Instant,
  /** `gap`: events after your `last-event-id` are no longer kept, or you read too slowly. All tags are named then. */
  cause: openEnum(['written', 'gap']),
})
export type InvalidatedEvent = z.infer<typeof InvalidatedEvent>

/** Sent when nothing else was for a while, so that silence means a broken line. The stream also carries `retryMs` in its `retry:` lines. */
export const HeartbeatEvent = z.object({
  type: z.literal('heartbeat'),
  sentAt: Instant,
  /** The next one comes within this: after twice as long, connect again. */
  within: measured(z.int().min(1), { unit: 's' }),
  /** Wait before connecting again; longer while the server is busy. */
  retryMs: z.int().min(0).max(600_000),
})
export type HeartbeatEvent = z.infer<typeof HeartbeatEvent>

/**
 * What stands in the `data:` line of an event, as JSON on one line; its `event:` line repeats `type`. A reader passes over types that it
 * doesn't know: a later version may send more.
 */
export const LiveEvent = z
  .discriminatedUnion('type', [
    SampleEvent,
    FactChangedEvent,
    SourceStateEvent,
    AlertMovedEvent,
    InvalidatedEvent,
    HeartbeatEvent,
  ])
  .meta({ 'x-tieback-open': true })
export type LiveEvent = z.infer<typeof LiveEvent>
