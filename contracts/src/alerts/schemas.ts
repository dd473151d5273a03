import { z } from 'zod'
import { AlertId, ForecastId, PersonRef, RecommendationId, SubjectRef, Version } from '../advice.ts'
import { measured } from '../measured.ts'
import { SignalId } from '../nodes/schemas.ts'
import { openEnum } from '../open-enum.ts'
import { QuantileLevel } from '../quantiles.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { Instant } from '../time.ts'

/**
 * How soon somebody has to act, and what it costs if nobody does: `critical` within minutes · `high` within the hour ·
 * `medium` within the shift · `low` within the day. What needs no act is no alert.
 */
export const AlertSeverity = openEnum(['critical', 'high', 'medium', 'low'])
export type AlertSeverity = z.infer<typeof AlertSeverity>

/**
 * `active` the condition holds and nobody has acknowledged it · `acknowledged` it holds, and somebody has ·
 * `returned` it has gone before anybody acknowledged it · `shelved` set aside by a person until an instant ·
 * `closed` the end: gone and acknowledged, or closed by a person with a reason.
 */
export const AlertState = openEnum(['active', 'acknowledged', 'returned', 'shelved', 'closed'])
export type AlertState = z.infer<typeof AlertState>

/** What a person may do with an alert, as its state and the caller's role allow. */
export const AlertAction = openEnum(['acknowledge', 'shelve', 'unshelve', 'assign', 'close'])
export type AlertAction = z.infer<typeof AlertAction>

/** What can happen to an alert. `repeat` the condition came back while it was open · `escalate` it became more severe · `shelf-expire` its time on the shelf ended. */
export const AlertEvent = openEnum([
  'raise',
  'repeat',
  'escalate',
  'return',
  'shelf-expire',
  'acknowledge',
  'shelve',
  'unshelve',
  'assign',
  'close',
])
export type AlertEvent = z.infer<typeof AlertEvent>

/** What kind of thing a rule watches for. */
export const AlertRuleKind = openEnum([
  'limit',
  'forecast',
  'deviation',
  'rate-of-change',
  'stale-data',
  'balance',
  'integrity',
  'schedule',
])
export type AlertRuleKind = z.infer<typeof AlertRuleKind>

export const AlertRule = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  kind: AlertRuleKind,
  /** Of the rule's settings, so that an old alert can be read by the limit of its day. */
  version: z.string().min(1),
})
export type AlertRule = z.infer<typeof AlertRule>

/** Where an alert rests on a forecast: when the limit will be reached, and how likely it is to be earlier. */
export const AlertForecast = z.object({
  /** Null where the forecast is a projection that a page reckons, such as a terminal's stock. */
  forecastId: ForecastId.nullable(),
  /** Of the instant: 0.1 is P10, one chance in ten that it is earlier. */
  level: QuantileLevel,
  reachesLimitAt: Instant,
  issuedAt: Instant,
})
export type AlertForecast = z.infer<typeof AlertForecast>

/** What held when the alert was raised, or last repeated. Numbers are null where the rule compares none. */
export const AlertCondition = z.object({
  /** Plain words, such as "P10 reaches tank top in 3 days". */
  text: z.string().min(1),
  at: Instant,
  /** What is compared, such as "Stock of Tindrevik blend". */
  measure: z.string().min(1),
  unit: UnitOfMeasure.nullable(),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  /** Which side of the limit is the bad one. */
  badWhen: z.enum(['above', 'below']).nullable(),
  forecast: AlertForecast.nullable(),
  signalIds: z.array(SignalId),
})
export type AlertCondition = z.infer<typeof AlertCondition>

/** One alert stands for all repeats of a condition while it is open. */
export const AlertOccurrences = z.object({ count: z.int().min(1), first: Instant, last: Instant })
export type AlertOccurrences = z.infer<typeof AlertOccurrences>

/** A condition that somebody has to act on. */
export const Alert = z.object({
  id: AlertId,
  version: Version,
  subject: SubjectRef,
  severity: AlertSeverity,
  state: AlertState,
  title: z.string().min(1),
  rule: AlertRule,
  condition: AlertCondition,
  /** Since when the condition has held. */
  since: Instant,
  changedAt: Instant,
  /** When the condition went; null while it holds. */
  returnedAt: Instant.nullable(),
  shelvedUntil: Instant.nullable(),
  assignee: PersonRef.nullable(),
  occurrences: AlertOccurrences,
  /** The alert that this one follows from, such as a trip behind low rates; null: it stands alone. */
  causedBy: AlertId.nullable(),
  recommendationIds: z.array(RecommendationId),
  /** What its state lets the caller do now. */
  actions: z.array(AlertAction),
})
export type Alert = z.infer<typeof Alert>

/** One step of an alert's life. */
export const AlertTransition = z.object({
  version: Version,
  at: Instant,
  event: AlertEvent,
  /** Null for the first step. */
  from: AlertState.nullable(),
  to: AlertState,
  /** Null: the rule itself. */
  by: PersonRef.nullable(),
  reason: z.string().nullable(),
})
export type AlertTransition = z.infer<typeof AlertTransition>

/** An alert with what to do about it, and everything that happened to it. */
export const AlertDetail = Alert.extend({
  /** What the rule's owner wrote for whoever gets the alert. */
  guidance: z.object({
    likelyCause: z.string().nullable(),
    consequence: z.string().min(1),
    response: z.string().min(1),
    /** How long there is to act before the consequence; null where nobody said. */
    responseTime: measured(z.number().min(0).nullable(), { unit: 'h' }),
  }),
  /** Oldest first; its last row gives the alert's state and version. */
  history: z.array(AlertTransition).min(1),
})
export type AlertDetail = z.infer<typeof AlertDetail>

/** More alerts than a person can act on: raised within the window, against the most that one takes in. */
export const AlertFlood = z.object({
  isFlood: z.boolean(),
  raised: z.int().min(0),
  raisedMax: z.int().min(1),
  window: measured(z.number().positive(), { unit: 'min' }),
})
export type AlertFlood = z.infer<typeof AlertFlood>

export const AlertList = z.object({
  /** Most severe first, then newest. */
  alerts: z.array(Alert),
  /** Of all that match the filters, on this page or not. */
  counts: z.object({
    critical: z.int().min(0),
    high: z.int().min(0),
    medium: z.int().min(0),
    low: z.int().min(0),
  }),
  flood: AlertFlood,
  nextCursor: z.string().nullable(),
})
export type AlertList = z.infer<typeof AlertList>
