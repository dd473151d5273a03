import type { IngestRun } from '@tieback/contracts'
import { formatNumber, noData } from './format.ts'
import { type Column, RecordTable } from './record-table.tsx'
import { useSite } from './site-context.ts'
import { markOfRun, StateMark } from './state-mark.tsx'
import { formatInstant, formatInstantFull } from './time-format.ts'

interface RunTableProps<Run extends IngestRun> {
  readonly label: string
  readonly runs: readonly Run[]
  /** What is said of a run besides, behind its job. */
  readonly extra?: readonly Column<Run>[]
}

/** With names and messages of ordinary length, px. */
const tableWidth = 860

/** What each run of a source's jobs read, wrote and refused. */
export function RunTable<Run extends IngestRun>({ label, runs, extra = [] }: RunTableProps<Run>) {
  const { timeZone } = useSite()
  return (
    <RecordTable
      label={label}
      rows={runs}
      keyOf={({ id }) => id}
      tableWidth={tableWidth}
      columns={[{ title: 'Run', cell: ({ job }) => job }, ...extra, ...runColumns(timeZone)]}
    />
  )
}

function tookSeconds({ startedAt, finishedAt }: IngestRun): string {
  if (finishedAt === null) return noData
  return `${formatNumber((Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000, 1)} s`
}

const runColumns = (timeZone: string): Column<IngestRun>[] => [
  { title: 'State', onCard: 'beside-name', cell: ({ status }) => <StateMark mark={markOfRun(status)} word={status} /> },
  {
    title: 'Started',
    cell: ({ startedAt }) => (
      <span title={formatInstantFull(startedAt, timeZone)}>{formatInstant(startedAt, timeZone)}</span>
    ),
  },
  { title: 'Took', isNumber: true, cell: tookSeconds },
  { title: 'Read', isNumber: true, cell: ({ read }) => formatNumber(read, 0) },
  { title: 'Written', isNumber: true, cell: ({ written }) => formatNumber(written, 0) },
  { title: 'Unchanged', isNumber: true, cell: ({ unchanged }) => formatNumber(unchanged, 0) },
  {
    title: 'Refused',
    isNumber: true,
    cell: ({ quarantined }) =>
      quarantined === 0 ? '0' : <StateMark mark="warning" word={formatNumber(quarantined, 0)} />,
  },
  { title: 'Message', isWide: true, cell: ({ message }) => message },
]
