import { noData } from './format.ts'
import classes from './record-table.module.css'
import tableClasses from './table.module.css'
import { useWidth } from './use-width.ts'

/** One thing that is said of every row. */
export interface Column<Row> {
  readonly title: string
  /** Shown in the row; null: there is nothing to say of this one. */
  readonly cell: (row: Row) => React.ReactNode
  readonly isNumber?: true
  /** A sentence: it wraps in a table, and has a line of a card to itself. */
  readonly isWide?: true
  /** Where it stands on a card, if not under its title among the others: beside the name, or below all as what can be done. */
  readonly onCard?: 'beside-name' | 'below'
  /** What the title means, for whoever points at it. */
  readonly hint?: string
}

interface RecordTableProps<Row> {
  /** What the rows are, for a reader who hears it. */
  readonly label: string
  readonly rows: readonly Row[]
  /** The first names the row. */
  readonly columns: readonly [Column<Row>, ...Column<Row>[]]
  readonly keyOf: (row: Row) => string
  /** What is said below a row for a while, such as what came of an action; null: nothing. */
  readonly noteOf?: (row: Row) => React.ReactNode
  /** The width that the table needs, px: where there is less, there are cards. */
  readonly tableWidth?: number
}

/** What a table of a few short columns needs, px. */
const tableWidthByDefault = 640

/** Rows as a table where there is room for one, and as a list of cards where it would have to be scrolled sideways. */
export function RecordTable<Row>({ tableWidth = tableWidthByDefault, ...parts }: RecordTableProps<Row>) {
  const [host, width] = useWidth<HTMLDivElement>()
  return <div ref={host}>{width !== null && width < tableWidth ? <Cards {...parts} /> : <Table {...parts} />}</div>
}

type PartProps<Row> = Omit<RecordTableProps<Row>, 'tableWidth'>

function Table<Row>({ label, rows, columns, keyOf, noteOf }: PartProps<Row>) {
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={tableClasses.table}>
        <thead>
          <tr>
            {columns.map(({ title, isNumber, hint }) => (
              <th key={title} scope="col" data-align={isNumber && 'end'} title={hint}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow key={keyOf(row)} row={row} columns={columns} note={noteOf?.(row) ?? null} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps<Row> extends Pick<PartProps<Row>, 'columns'> {
  readonly row: Row
  readonly note: React.ReactNode
}

function TableRow<Row>({ row, columns, note }: RowProps<Row>) {
  const [naming, ...others] = columns
  return (
    <>
      <tr data-noted={note !== null || undefined}>
        <th scope="row">{naming.cell(row)}</th>
        {others.map(({ title, cell, isNumber, isWide }) => (
          <td key={title} data-align={isNumber && 'end'} className={isWide && tableClasses.wrap}>
            {cell(row) ?? (isNumber && <span className={tableClasses.quiet}>{noData}</span>)}
          </td>
        ))}
      </tr>
      {note !== null && (
        <tr className={classes.note}>
          <td colSpan={columns.length} className={tableClasses.wrap}>
            {note}
          </td>
        </tr>
      )}
    </>
  )
}

function Cards<Row>({ label, rows, columns, keyOf, noteOf }: PartProps<Row>) {
  return (
    <ul className={classes.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={keyOf(row)} className={classes.card}>
          <Card row={row} columns={columns} note={noteOf?.(row) ?? null} />
        </li>
      ))}
    </ul>
  )
}

function Card<Row>({ row, columns: [naming, ...others], note }: RowProps<Row>) {
  const cells = others.map((column) => ({ ...column, content: column.cell(row) }))
  const shown = cells.filter(({ content }) => content !== null)
  const placed = (place: Column<Row>['onCard']) => shown.filter(({ onCard }) => onCard === place)
  return (
    <>
      <div className={classes.heading}>
        <span>{naming.cell(row)}</span>
        {placed('beside-name').map(({ title, content }) => (
          <span key={title}>{content}</span>
        ))}
      </div>
      <dl className={classes.fields}>
        {placed(undefined).map(({ title, content, isWide }) => (
          <div key={title} className={isWide && classes.wide}>
            <dt>{title}</dt>
            <dd>{content}</dd>
          </div>
        ))}
      </dl>
      {placed('below').map(({ title, content }) => (
        <div key={title}>{content}</div>
      ))}
      {note}
    </>
  )
}
