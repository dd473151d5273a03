import { ActionIcon } from '@mantine/core'
import type { AuditEntry } from '@tieback/contracts'
import { useState } from 'react'
import { formatNumber } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import { type Column, RecordTable } from '../../ui/record-table.tsx'
import { useSite } from '../../ui/site-context.ts'
import { markOfOutcome, StateMark } from '../../ui/state-mark.tsx'
import { formatInstantFull } from '../../ui/time-format.ts'
import { actionTitle, outcomeTitle, wordFor } from '../../ui/wording.ts'
import type { AuditFilter } from './audit-filter.ts'
import classes from './audit.module.css'
import { EntryDetail } from './entry-detail.tsx'

interface AuditTableProps {
  readonly entries: readonly AuditEntry[]
  readonly onFilter: (filter: Partial<AuditFilter>) => void
}

/** With names and ids of ordinary length, px. */
const tableWidth = 860

/** A row for each entry; each opens into all that is known of it. */
export function AuditTable({ entries, onFilter }: AuditTableProps) {
  const { timeZone } = useSite()
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const toggle = (sequence: number): void => {
    setOpened((before) => {
      const next = new Set(before)
      if (!next.delete(sequence)) next.add(sequence)
      return next
    })
  }
  return (
    <RecordTable
      label="Entries of the audit log"
      rows={entries}
      keyOf={({ sequence }) => String(sequence)}
      noteOf={(entry) => (opened.has(entry.sequence) ? <EntryDetail entry={entry} /> : null)}
      tableWidth={tableWidth}
      columns={[
        {
          title: 'Entry',
          cell: ({ sequence }) => (
            <Opener
              sequence={sequence}
              isOpen={opened.has(sequence)}
              onToggle={() => {
                toggle(sequence)
              }}
            />
          ),
        },
        ...entryColumns(timeZone, onFilter),
      ]}
    />
  )
}

interface OpenerProps {
  readonly sequence: number
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function Opener({ sequence, isOpen, onToggle }: OpenerProps) {
  const number = formatNumber(sequence, 0)
  return (
    <span className={classes.opener}>
      <ActionIcon
        variant="subtle"
        size="sm"
        aria-label={`Details of entry ${number}`}
        aria-expanded={isOpen}
        onClick={onToggle}
      >
        <Icon name={isOpen ? 'down' : 'right'} />
      </ActionIcon>
      {number}
    </span>
  )
}

const entryColumns = (timeZone: string, onFilter: AuditTableProps['onFilter']): Column<AuditEntry>[] => [
  { title: 'When', cell: ({ at }) => formatInstantFull(at, timeZone) },
  {
    title: 'Who',
    cell: ({ actor, actorKind }) =>
      actor === null ? (
        <span className={classes.quiet}>{actorKind === 'system' ? 'Tieback' : 'nobody signed in'}</span>
      ) : (
        <FilterLink
          title={`Only what ${actor.name} did`}
          onChoose={() => {
            onFilter({ actor: actor.id })
          }}
        >
          {actor.name}
        </FilterLink>
      ),
  },
  { title: 'What', cell: ({ action }) => <span title={action}>{wordFor(actionTitle, action)}</span> },
  {
    title: 'To what',
    isWide: true,
    cell: ({ object }) =>
      object && (
        <>
          <span className={classes.quiet}>{object.kind}</span>{' '}
          <FilterLink
            title={`Only what was done to ${object.id}`}
            onChoose={() => {
              onFilter({ object: object.id })
            }}
          >
            {object.id}
          </FilterLink>
        </>
      ),
  },
  {
    title: 'Outcome',
    onCard: 'beside-name',
    cell: ({ outcome }) => <StateMark mark={markOfOutcome(outcome)} word={wordFor(outcomeTitle, outcome)} />,
  },
]

interface FilterLinkProps {
  readonly title: string
  readonly onChoose: () => void
  readonly children: React.ReactNode
}

function FilterLink({ title, onChoose, children }: FilterLinkProps) {
  return (
    <button type="button" className={classes.choose} title={title} onClick={onChoose}>
      {children}
    </button>
  )
}
