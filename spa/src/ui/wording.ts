import type {
  AuditAction,
  AuditEntry,
  BreakerState,
  ChangeKind,
  DefermentCategory,
  FlowSink,
  JobList,
  JobState,
  Measure,
  NodeKind,
  NodeState,
  Phase,
  Quality,
  QualityRule,
  QuarantineOwner,
  RecordStatus,
  Scope,
  SourceKind,
  SourceStatus,
  WellType,
} from '@tieback/contracts'
import { entryOf } from './known.ts'

/** A word of the contract as the screen says it; one that the API learnt after this page was built is shown as it came. */
export function wordFor<Word extends string>(titles: Readonly<Record<Word, string>>, word: Word): string {
  return entryOf(titles, word) ?? word
}

/** Each of the contract's words as the screen says it. A word that the contract gains doesn't compile until it is here. */
export const kindTitle: Record<NodeKind, string> = { asset: 'Asset', hub: 'Hub', facility: 'Facility', well: 'Well' }

export const kindTitlePlural: Record<NodeKind, string> = {
  asset: 'Assets',
  hub: 'Hubs',
  facility: 'Facilities',
  well: 'Wells',
}

export const wellTypeTitle: Record<WellType, string> = {
  'oil-producer': 'Oil producer',
  'gas-producer': 'Gas producer',
  'water-injector': 'Water injector',
  'gas-injector': 'Gas injector',
  other: 'Other well',
}

export const measureTitle: Record<Measure, string> = {
  potential: 'Potential',
  plan: 'Plan',
  measured: 'Measured',
  allocated: 'Allocated',
}

export const stateTitle: Record<NodeState, string> = {
  normal: 'normal',
  attention: 'below plan',
  stale: 'stale',
  'no-data': 'no data',
}

/** The worst state of what lies below a node, where its own is better: never to be taken for its own. */
export const stateBelowTitle: Record<NodeState, string> = {
  normal: 'normal',
  attention: 'further down: below plan',
  stale: 'further down: stale',
  'no-data': 'further down: no data',
}

export const statusTitle: Record<RecordStatus, string> = {
  provisional: 'provisional',
  verified: 'verified',
  approved: 'approved',
}

export const qualityTitle: Record<Quality, string> = {
  good: 'good',
  uncertain: 'uncertain',
  substituted: 'substituted',
  estimated: 'estimated',
  stale: 'stale',
  bad: 'bad',
  missing: 'missing',
}

export const phaseTitle: Record<Phase, string> = { oil: 'Oil', gas: 'Gas', water: 'Water' }

export const sinkTitle: Record<FlowSink, string> = {
  export: 'Export',
  fuel: 'Fuel',
  flare: 'Flare',
  injection: 'Injection',
  disposal: 'Disposal',
  'stock-change': 'Stock change',
  unaccounted: 'Unaccounted',
}

export const categoryTitle: Record<DefermentCategory, string> = {
  reservoir: 'Reservoir',
  wells: 'Wells',
  subsea: 'Subsea',
  process: 'Process',
  export: 'Export',
  market: 'Market',
  'hse-weather': 'HSE and weather',
  project: 'Project',
  unclassified: 'Unclassified',
}

export const changeTitle: Record<ChangeKind, string> = {
  restated: 'restated',
  status: 'status',
  withdrawn: 'withdrawn',
}

export const sourceKindTitle: Record<SourceKind, string> = {
  'pi-web-api': 'PI Web API',
  'energy-components': 'Energy Components',
  files: 'Files',
}

export const sourceStatusTitle: Record<SourceStatus, string> = {
  ok: 'ok',
  lagging: 'lagging',
  down: 'down',
  idle: 'idle',
}

export const breakerTitle: Record<BreakerState, string> = { closed: 'closed', open: 'open', 'half-open': 'half open' }

export const ownerTitle: Record<QuarantineOwner, string> = {
  mapping: 'whoever keeps the site mapping',
  source: 'whoever keeps the source',
  tieback: 'whoever makes Tieback',
}

export const jobStateTitle: Record<JobState, string> = {
  waiting: 'waiting',
  active: 'active',
  delayed: 'delayed',
  succeeded: 'succeeded',
  failed: 'failed',
}

export const ruleTitle: Record<QualityRule, string> = {
  stale: 'stale',
  frozen: 'frozen',
  'out-of-range': 'out of range',
  spike: 'spike',
  'unit-step': 'step of units',
}

export const backendTitle: Record<JobList['backend'], string> = { postgres: 'Postgres', redis: 'Redis' }

export const outcomeTitle: Record<AuditEntry['outcome'], string> = {
  done: 'done',
  refused: 'refused',
  failed: 'failed',
}

/** What a scope lets somebody do. */
export const scopeTitle: Record<Exclude<Scope, 'public'>, string> = {
  'account:own': 'see and end your own sessions',
  'production:read': 'see production',
  'logistics:read': 'see terminals, pipelines and vessels',
  'forecast:read': 'see forecasts',
  'alerts:read': 'see alerts',
  'alerts:acknowledge': 'acknowledge alerts',
  'optimization:read': 'see scenarios',
  'optimization:run': 'run scenarios',
  'recommendation:read': 'see recommendations',
  'recommendation:decide': 'decide on recommendations',
  'sources:read': 'see sources and jobs',
  'sources:operate': 'operate sources and jobs',
  'audit:read': 'see the audit log',
  'people:manage': 'see who is signed in, and end their sessions',
}

export const actionTitle: Record<AuditAction, string> = {
  'session.begin': 'signed in',
  'session.end': 'signed out',
  'session.refuse': 'sign-in refused',
  'session.revoke': 'ended a session',
  'access.refuse': 'access refused',
  'configuration.change': 'configuration changed',
  'audit.export': 'exported the audit log',
  'source.check': 'checked a source',
  'source.backfill': 'had days read again',
  'quarantine.replay': 'replayed refused rows',
  'job.retry': 'had a job tried again',
  'alert.acknowledge': 'acknowledged an alert',
  'alert.shelve': 'shelved an alert',
  'alert.unshelve': 'unshelved an alert',
  'alert.assign': 'assigned an alert',
  'alert.close': 'closed an alert',
  'recommendation.decide': 'decided on a recommendation',
  'scenario.create': 'created a scenario',
  'scenario.change': 'changed a scenario',
  'scenario.withdraw': 'withdrew a scenario',
  'scenario-run.start': 'started a run',
  'scenario-run.cancel': 'stopped a run',
}
