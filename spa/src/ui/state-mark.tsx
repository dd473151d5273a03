import type { AuditEntry, IngestRun, JobState, NodeState, SourceStatus } from '@tieback/contracts'
import { entryOf } from './known.ts'
import classes from './state-mark.module.css'

/** A state has a shape of its own, so that it is told without colour. */
export type Mark = 'down' | 'warning' | 'info' | 'stale' | 'missing' | 'ok' | 'idle' | 'active' | 'provisional'

// Drawn, not typed: these shapes are in no text font that we ship.
const shapes: Record<Mark, React.ReactNode> = {
  down: <rect x="2" y="2" width="8" height="8" />,
  warning: <path d="M6 1.8 11 10.5H1Z" strokeWidth="1" strokeLinejoin="round" />,
  info: <circle cx="6" cy="6" r="4" />,
  ok: <circle cx="6" cy="6" r="3.5" />,
  idle: <circle cx="6" cy="6" r="3.5" fill="none" strokeWidth="1.5" />,
  active: (
    <g>
      <circle cx="6" cy="6" r="3.5" fill="none" strokeWidth="1.5" />
      <path d="M6 2.5a3.5 3.5 0 0 1 0 7Z" />
    </g>
  ),
  stale: (
    <g fill="none" strokeWidth="1.3" strokeLinecap="round">
      <circle cx="6" cy="6" r="4.4" />
      <path d="M6 3.4V6l1.9 1.4" />
    </g>
  ),
  missing: (
    <g fill="none" strokeWidth="1.3" strokeLinecap="round">
      <circle cx="6" cy="6" r="4.2" />
      <path d="M2.4 9.8 9.6 2.2" />
    </g>
  ),
  provisional: <path d="M3.2 10.5v-9H6a2.6 2.6 0 0 1 0 5.4H3.4" fill="none" strokeWidth="1.5" />,
}

// Of something further down, not of this: an outline, and broken where the shape itself is one.
const shapesBelow: Partial<Record<Mark, React.ReactNode>> = {
  warning: <path d="M6 1.8 11 10.5H1Z" fill="none" strokeWidth="1.2" strokeLinejoin="round" />,
  stale: (
    <g fill="none" strokeWidth="1.2">
      <circle cx="6" cy="6" r="4.4" strokeDasharray="2.2 1.26" />
      <path d="M6 3.4V6l1.9 1.4" />
    </g>
  ),
  missing: (
    <g fill="none" strokeWidth="1.2">
      <circle cx="6" cy="6" r="4.2" strokeDasharray="2.1 1.2" />
      <path d="M2.4 9.8 9.6 2.2" />
    </g>
  ),
}

interface StateMarkProps {
  readonly mark: Mark
  readonly word: string
  /** The word is then only heard and shown on hover, for places as narrow as the tree. */
  readonly isWordHidden?: boolean
  /** The state is that of something further down. */
  readonly isBelow?: boolean
}

/** A state as shape, colour and word. */
export function StateMark({ mark, word, isWordHidden = false, isBelow = false }: StateMarkProps) {
  return (
    <span
      className={classes.mark}
      data-mark={mark}
      data-below={isBelow || undefined}
      title={isWordHidden ? word : undefined}
    >
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
        {(isBelow && shapesBelow[mark]) || shapes[mark]}
      </svg>
      <span className={isWordHidden ? classes.hidden : undefined}>{word}</span>
    </span>
  )
}

const nodeStateMarks: Record<Exclude<NodeState, 'normal'>, Mark> = {
  attention: 'warning',
  stale: 'stale',
  'no-data': 'missing',
}

const sourceStatusMarks: Record<SourceStatus, Mark> = {
  ok: 'ok',
  lagging: 'warning',
  down: 'down',
  idle: 'idle',
}

/** The mark of a node that isn't as usual; of a state that this page doesn't know yet, one that says neither good nor bad. */
export const markOfState = (state: Exclude<NodeState, 'normal'>): Mark => entryOf(nodeStateMarks, state) ?? 'info'

/** The mark of a source, in the same way. */
export const markOfSource = (status: SourceStatus): Mark => entryOf(sourceStatusMarks, status) ?? 'info'

const jobStateMarks: Record<JobState, Mark> = {
  waiting: 'idle',
  active: 'active',
  delayed: 'warning',
  succeeded: 'ok',
  failed: 'down',
}

const runStatusMarks: Record<IngestRun['status'], Mark> = { running: 'active', succeeded: 'ok', failed: 'down' }

/** The mark of a job in the queue. */
export const markOfJob = (state: JobState): Mark => entryOf(jobStateMarks, state) ?? 'info'

/** The mark of a run of a source's job. */
export const markOfRun = (status: IngestRun['status']): Mark => entryOf(runStatusMarks, status) ?? 'info'

const outcomeMarks: Record<AuditEntry['outcome'], Mark> = { done: 'ok', refused: 'warning', failed: 'down' }

/** The mark of how something ended that the audit log records. */
export const markOfOutcome = (outcome: AuditEntry['outcome']): Mark => entryOf(outcomeMarks, outcome) ?? 'info'
