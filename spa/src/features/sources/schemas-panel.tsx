import type { WireSchema } from '@tieback/contracts'
import { formatNumber } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { type Column, RecordTable } from '../../ui/record-table.tsx'
import { useSite } from '../../ui/site-context.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { formatInstant } from '../../ui/time-format.ts'
import classes from './sources.module.css'

/** The shape of each dataset's rows as it was last met, and what has changed in it. */
export function SchemasPanel({ schemas }: { readonly schemas: readonly WireSchema[] }) {
  const { timeZone } = useSite()
  return (
    <Panel title="Wire shapes" note="what rows look like when they arrive">
      {schemas.length === 0 ? (
        <p>No row has been met yet.</p>
      ) : (
        <RecordTable
          label="Shapes of the datasets"
          rows={schemas}
          keyOf={({ dataset }) => dataset}
          columns={[{ title: 'Dataset', cell: ({ dataset }) => dataset }, ...schemaColumns(timeZone)]}
        />
      )}
    </Panel>
  )
}

const schemaColumns = (timeZone: string): Column<WireSchema>[] => [
  { title: 'Version', isNumber: true, cell: ({ version }) => formatNumber(version, 0) },
  { title: 'Since', cell: ({ since }) => formatInstant(since, timeZone) },
  {
    title: 'Changed from the version before',
    isWide: true,
    cell: ({ changes }) =>
      changes.length === 0 ? (
        <span className={classes.quiet}>nothing: the first that was met</span>
      ) : (
        <ul className={classes.changes}>
          {changes.map((change) => (
            <li key={change}>
              <StateMark mark="warning" word={change} />
            </li>
          ))}
        </ul>
      ),
  },
]
