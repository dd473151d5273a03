import { ActionIcon, Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Job, Source } from '@tieback/contracts'
import { Link, useNavigate } from 'react-router'
import { useShortcuts } from '../../app/frame/use-shortcuts.ts'
import { useAddress } from '../../app/use-address.ts'
import { useOperation } from '../../app/use-operation.ts'
import { Icon } from '../../ui/icons.tsx'
import { RefusedOperation } from '../../app/refused-operation.tsx'
import { markOfSource, StateMark } from '../../ui/state-mark.tsx'
import { sourceKindTitle, sourceStatusTitle, wordFor } from '../../ui/wording.ts'
import { BackfillDialog } from './backfill-dialog.tsx'
import { isCallable } from './source-health.ts'
import { sourceAddress } from './source-tabs.ts'
import classes from './sources.module.css'
import { checkSource } from './sources.queries.ts'
import { useOperable } from './use-operable.ts'

interface SourceTrailProps {
  readonly source: Source
  /** In the order of the list that the page belongs to. */
  readonly siblings: readonly Source[]
}

/** The way up to all sources, and to the neighbours: `[` and `]`. */
export function SourceTrail({ source, siblings }: SourceTrailProps) {
  const { carried } = useAddress()
  const navigate = useNavigate()
  const index = siblings.findIndex(({ id }) => id === source.id)
  const [previous, next] = [siblings[index - 1], siblings[index + 1]]
  const visit = (target: Source | undefined) => target && void navigate(sourceAddress(target.id, carried))
  useShortcuts({
    'previous-sibling': () => visit(previous),
    'next-sibling': () => visit(next),
    up: () => void navigate(`/sources${carried}`),
  })
  return (
    <nav className={classes.trail} aria-label="Breadcrumb">
      <Link to={`/sources${carried}`}>Sources</Link>
      <span aria-hidden="true">›</span>
      <span aria-current="page">{source.name}</span>
      <Step icon="left" label="Previous" target={previous} onVisit={visit} />
      <Step icon="right" label="Next" target={next} onVisit={visit} />
    </nav>
  )
}

interface StepProps {
  readonly icon: 'left' | 'right'
  readonly label: string
  readonly target: Source | undefined
  readonly onVisit: (target: Source | undefined) => void
}

function Step({ icon, label, target, onVisit }: StepProps) {
  return (
    <ActionIcon
      variant="subtle"
      size="sm"
      aria-label={target ? `${label}: ${target.name}` : label}
      disabled={!target}
      onClick={() => {
        onVisit(target)
      }}
    >
      <Icon name={icon} />
    </ActionIcon>
  )
}

interface SourceHeadingProps {
  readonly source: Source
  readonly onJob: (job: Job) => void
}

/** What the source is, how it stands, and what can be asked of it. */
export function SourceHeading({ source, onJob }: SourceHeadingProps) {
  return (
    <div className={classes.heading}>
      <h1 className={classes.title}>{source.name}</h1>
      <span className={classes.quiet}>{wordFor(sourceKindTitle, source.kind)}</span>
      <StateMark mark={markOfSource(source.status)} word={wordFor(sourceStatusTitle, source.status)} />
      {isCallable(source) && <SourceActions source={source} onJob={onJob} />}
    </div>
  )
}

function SourceActions({ source, onJob }: SourceHeadingProps) {
  const [isBackfillOpen, backfill] = useDisclosure(false)
  const mayCheck = useOperable('checkSource')
  const mayBackfill = useOperable('startBackfill')
  const check = useOperation(() => checkSource(source.id), onJob)
  return (
    <div className={classes.actions}>
      {check.error && <RefusedOperation error={check.error} />}
      {mayCheck && (
        <Button
          variant="default"
          size="compact-md"
          disabled={check.isPending}
          onClick={() => {
            check.mutate()
          }}
        >
          Check now
        </Button>
      )}
      {mayBackfill && (
        <>
          <Button variant="default" size="compact-md" aria-haspopup="dialog" onClick={backfill.open}>
            Backfill a range…
          </Button>
          <BackfillDialog source={source} isOpen={isBackfillOpen} onClose={backfill.close} onJob={onJob} />
        </>
      )}
    </div>
  )
}
