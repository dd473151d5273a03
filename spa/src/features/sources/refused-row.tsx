import type { QuarantineRow } from '@tieback/contracts'
import classes from './quarantine.module.css'
import { listRowFields } from './row-fields.ts'

/** A refused row as a person reads it, and below it as it was sent. */
export function RefusedRow({ row: { row, key } }: { readonly row: QuarantineRow }) {
  const fields = listRowFields(row)
  return (
    <div className={classes.row}>
      {fields && (
        <dl className={classes.fields}>
          {fields.map(({ path, value }) => (
            <div key={path}>
              <dt>{path}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <details open={fields === null}>
        <summary>As it was sent</summary>
        <pre className={classes.sent} tabIndex={0} aria-label={`Row ${key} as it was sent`}>
          {row}
        </pre>
      </details>
    </div>
  )
}
