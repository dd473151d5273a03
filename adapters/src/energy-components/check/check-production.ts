import type { RecordStatus } from '@tieback/contracts'
import { parseNumber } from '../../rows/parse-number.ts'
import { parseInstant } from '../../rows/parse-time.ts'
import { productionDayOfRow } from '../day-label.ts'
import type { NamedProductionDataset } from '../mapping.ts'
import { productionKey } from '../production.ts'
import { deduplicate, keyText } from '../rows.ts'
import type { EcRow } from '../wire.ts'
import { listSome, type Report } from './finding.ts'
import { oddity } from './plausible.ts'

type Field = NamedProductionDataset['fields'][number]

/** Numbers by which systems say that there is none. */
const suspects = new Set([-9, -99, -999, -999.25, -9_999, -9_999.25, -99_999, 9_999, 99_999, 999_999, 9_999_999])

/** What a mapping says of one dataset, held against rows of its class. */
export function checkProduction(
  path: string,
  dataset: NamedProductionDataset,
  rows: readonly EcRow[],
  site: { readonly statusMap: Readonly<Record<string, RecordStatus>>; readonly timeZone: string },
  report: Report,
): void {
  reportStatuses(path, dataset, rows, site.statusMap, report)
  reportStamps(path, dataset.audit, rows, site.timeZone, report)
  reportDays(path, dataset, rows, report)
  reportTwins(path, dataset, rows, site.timeZone, report)
  for (const field of dataset.fields) reportValues(`${path}.fields.${field.quantity}`, dataset, field, rows, report)
}

function reportStatuses(
  path: string,
  { audit }: NamedProductionDataset,
  rows: readonly EcRow[],
  statusMap: Readonly<Record<string, RecordStatus>>,
  report: Report,
): void {
  const unknown = new Set(rows.map((row) => keyText(row[audit.status]) ?? '(empty)'))
  for (const code of Object.keys(statusMap)) unknown.delete(code)
  if (unknown.size === 0) return
  const message = `Rows have the status ${listSome(unknown)}, which statusMap doesn't name: they are refused. Add it there.`
  report('error', `${path}.audit.status`, message)
}

export interface Stamps {
  readonly updatedAt?: string | undefined
  readonly updatedAtZone?: string | undefined
}

/** Whether the times at which rows were updated can be read, and in which zone. */
export function reportStamps(
  path: string,
  { updatedAt, updatedAtZone }: Stamps,
  rows: readonly EcRow[],
  timeZone: string,
  report: Report,
): void {
  if (updatedAt === undefined) return
  const texts = rows.map((row) => keyText(row[updatedAt])).filter((text) => text !== null)
  const at = `${path}.audit.updatedAt`
  const unread = texts.find((text) => parseInstant(text, timeZone, 'earlier') === null)
  if (unread !== undefined)
    report('error', at, `"${unread}" is no time such as 2024-03-14T06:58:41: changes can't be followed.`)
  const isLocal = texts.some((text) => !/(Z|[+-]\d\d:?\d\d)$/.test(text))
  if (isLocal && updatedAtZone === undefined) {
    const message = `Update stamps name no zone and are read as ${timeZone}. Say it with audit.updatedAtZone; databases often run on UTC.`
    report('warning', at, message)
  }
  const empty = rows.length - texts.length
  if (empty > 0)
    report(
      'note',
      at,
      `${empty} of ${rows.length} rows have no update stamp: changes in them are found by reading their days again.`,
    )
}

function reportDays(
  path: string,
  { key, dayLabel, grain }: NamedProductionDataset,
  rows: readonly EcRow[],
  report: Report,
): void {
  const odd = rows.find((row) => {
    const day = productionDayOfRow(row, key.day, dayLabel)
    return day === null || (grain === 'month' && !day.endsWith('-01'))
  })
  if (odd === undefined) return
  const expected = grain === 'month' ? 'the first of a month at 00:00' : 'a day at 00:00'
  report(
    'error',
    `${path}.key.day`,
    `"${keyText(odd[key.day]) ?? '(empty)'}" is not ${expected}: such rows are refused.`,
  )
}

function reportTwins(
  path: string,
  dataset: NamedProductionDataset,
  rows: readonly EcRow[],
  timeZone: string,
  report: Report,
): void {
  const { shares } = dataset
  const whole =
    shares === undefined
      ? rows
      : rows.filter((row) => keyText(row[shares.column]) === (shares.whole === null ? null : String(shares.whole)))
  if (whole.length === 0 && rows.length > 0) {
    report('error', `${path}.shares`, `No row is the whole by what shares says: nothing would be taken in.`)
  }
  const [first] = deduplicate(whole, (row) => productionKey(row, dataset), dataset.audit, timeZone).ambiguous
  if (first === undefined) return
  const columns = Object.keys(first[0] ?? {}).filter(
    (column) => new Set(first.map((row) => JSON.stringify(row[column]))).size > 1,
  )
  const message = `${first.length} rows of one object and day differ in ${listSome(columns)} and none is newer: they are refused. Where they are shares of one volume, say which are the whole with shares.`
  report('error', `${path}.key`, message)
}

function reportValues(
  path: string,
  dataset: NamedProductionDataset,
  field: Field,
  rows: readonly EcRow[],
  report: Report,
): void {
  const parsed = rows
    .filter((row) => field.column in row)
    .map((row) => parseNumber(row[field.column], { decimal: dataset.decimal, sentinels: field.sentinels }))
  const [invalid, ...others] = parsed.filter((one) => one.kind === 'invalid')
  if (invalid !== undefined)
    report('error', path, `${invalid.message}; ${others.length + 1} of ${rows.length} rows would be refused.`)
  const values = parsed.flatMap((one) => (one.kind === 'number' ? [one.value] : []))
  if (parsed.length > 0 && values.length === 0 && field.expected) {
    report(
      'note',
      path,
      `${field.column} holds no number in these rows: all would be missing. Where it is empty by rights, say expected: false.`,
    )
  }
  const seen = new Set(values.filter((value) => suspects.has(value)))
  if (seen.size > 0)
    report(
      'warning',
      path,
      `${field.column} holds ${listSome([...seen].map(String))}, which looks like "no number". List it in sentinels.`,
    )
  reportSizes(
    path,
    dataset,
    field,
    values.filter((value) => !suspects.has(value)),
    report,
  )
}

function reportSizes(
  path: string,
  { grain }: NamedProductionDataset,
  field: Field,
  values: readonly number[],
  report: Report,
): void {
  const { min = -Infinity, max = Infinity } = field
  const outside = values.filter((value) => value < min || value > max).length
  if (outside > 0)
    report(
      'error',
      path,
      `${outside} of ${values.length} values lie outside min and max and would be refused. Is the unit right?`,
    )
  const flowing = values.filter((value) => value !== 0).sort((a, b) => a - b)
  const middle = flowing[Math.floor(flowing.length / 2)]
  const odd = middle === undefined ? null : oddity(field.toCanonical(middle, 24), field, grain)
  if (odd !== null) report('warning', `${path}.unit`, `${field.column}: ${odd}`)
}
