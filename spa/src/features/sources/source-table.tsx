import { Button } from '@mantine/core'
import type { Source } from '@tieback/contracts'
import { Link } from 'react-router'
import { JobLine } from '../../app/job-line.tsx'
import { useAddress } from '../../app/use-address.ts'
import { formatNumber } from '../../ui/format.ts'
import { type Column, RecordTable } from '../../ui/record-table.tsx'
import { RefusedOperation } from '../../app/refused-operation.tsx'
import { markOfSource, StateMark } from '../../ui/state-mark.tsx'
import { sourceKindTitle, sourceStatusTitle, wordFor } from '../../ui/wording.ts'
import { BreakerMark, CallFigure, FreshnessFigure, Lag, LastErrorText } from './source-figures.tsx'
import { isCallable, lastErrorOf, sortSources } from './source-health.ts'
import { sourceAddress } from './source-tabs.ts'
import classes from './sources.module.css'
import { type Check, useChecks } from './use-checks.ts'
import { useOperable } from './use-operable.ts'

/** With names and messages of ordinary length, px. */
const tableWidth = 1_060

/** A row for each source, those first that need somebody. */
export function SourceTable({ sources }: { readonly sources: readonly Source[] }) {
  const { carried } = useAddress()
  const mayCheck = useOperable('checkSource')
  const { checks, start } = useChecks()
  if (sources.length === 0) return <p>No source is configured.</p>
  const [name, ...columns] = sourceColumns(carried)
  const check: Column<Source> = {
    title: 'Check',
    cell: (source) =>
      isCallable(source) ? (
        <CheckButton
          name={source.name}
          isAsking={checks.get(source.id)?.kind === 'asking'}
          onCheck={() => {
            start(source.id)
          }}
        />
      ) : null,
    onCard: 'below',
  }
  return (
    <RecordTable
      label="State of the sources"
      rows={sortSources(sources)}
      columns={[name, ...columns, ...(mayCheck ? [check] : [])]}
      keyOf={({ id }) => id}
      noteOf={({ id }) => {
        const asked = checks.get(id)
        return asked ? <CheckOutcome check={asked} /> : null
      }}
      tableWidth={tableWidth}
    />
  )
}

interface CheckButtonProps {
  readonly name: string
  readonly isAsking: boolean
  readonly onCheck: () => void
}

function CheckButton({ name, isAsking, onCheck }: CheckButtonProps) {
  return (
    <Button
      className={classes.checkButton}
      variant="default"
      size="compact-xs"
      aria-label={`Check now: ${name}`}
      disabled={isAsking}
      onClick={onCheck}
    >
      Check now
    </Button>
  )
}

function CheckOutcome({ check }: { readonly check: Check }) {
  switch (check.kind) {
    case 'asking':
      return <p className={classes.quiet}>asking…</p>
    case 'job':
      return <JobLine id={check.id} hasName />
    case 'refused':
      return <RefusedOperation error={check.error} />
  }
}

const sourceColumns = (carried: string): [Column<Source>, ...Column<Source>[]] => [
  {
    title: 'Source',
    cell: ({ id, name, kind }) => (
      <span className={classes.source}>
        <Link to={sourceAddress(id, carried)}>{name}</Link>
        <span className={classes.kind}>{wordFor(sourceKindTitle, kind)}</span>
      </span>
    ),
  },
  {
    title: 'State',
    onCard: 'beside-name',
    cell: ({ status }) => <StateMark mark={markOfSource(status)} word={wordFor(sourceStatusTitle, status)} />,
  },
  {
    title: 'Lag / expected',
    hint: 'How far the data are behind, and how often they should come',
    isNumber: true,
    cell: (source) => <Lag source={source} />,
  },
  {
    title: 'Fresh p99',
    hint: 'From a sample’s own instant to its being readable here: 99 % of the last hour came within this',
    isNumber: true,
    cell: (source) => (source.freshness === null ? null : <FreshnessFigure source={source} />),
  },
  {
    title: 'Calls/min',
    hint: 'Calls of the last minute, tries counted one by one',
    isNumber: true,
    cell: ({ traffic }) => (traffic === null ? null : <CallFigure traffic={traffic} />),
  },
  {
    title: 'Breaker',
    hint: 'Closed: calls go out. Open: they are refused here, until a probe shows that the source answers',
    cell: ({ traffic }) => (traffic === null ? null : <BreakerMark traffic={traffic} isShort />),
  },
  { title: 'Rows, 24 h', isNumber: true, cell: ({ rowsLastDay }) => formatNumber(rowsLastDay, 0) },
  {
    title: 'Quarantine',
    hint: 'Refused rows that nobody has dealt with',
    isNumber: true,
    cell: ({ id, quarantined }) =>
      quarantined === 0 ? (
        '0'
      ) : (
        <Link to={sourceAddress(id, carried, 'quarantine')}>
          <StateMark mark="warning" word={formatNumber(quarantined, 0)} />
        </Link>
      ),
  },
  {
    title: 'Last error',
    isWide: true,
    cell: (source) => (lastErrorOf(source) === null ? null : <LastErrorText source={source} />),
  },
]
