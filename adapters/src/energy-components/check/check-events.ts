import { parseInstant } from '../../rows/parse-time.ts'
import type { DefermentDataset, WellTestDataset } from '../datasets.ts'
import { keyText } from '../rows.ts'
import type { EcRow } from '../wire.ts'
import { reportStamps } from './check-production.ts'
import { listSome, type Report } from './finding.ts'

interface Site {
  readonly timeZone: string
}

const codesOf = (rows: readonly EcRow[], column: string): Set<string> =>
  new Set(rows.map((row) => keyText(row[column])).filter((code) => code !== null))

export function checkDeferments(
  path: string,
  dataset: DefermentDataset,
  rows: readonly EcRow[],
  site: Site,
  report: Report,
): void {
  const codes = codesOf(rows, dataset.columns.reasonCode)
  for (const code of Object.keys(dataset.categories)) codes.delete(code)
  if (codes.size > 0) {
    report(
      'warning',
      `${path}.categories`,
      `Events have the reason ${listSome(codes)}, which categories doesn't name: they stay unclassified. Add it there.`,
    )
  }
  if (dataset.columns.parentEventId === undefined) {
    report(
      'warning',
      `${path}.columns.parentEventId`,
      'Without it the event of a group and those of its wells are counted side by side. Name the column where the site has groups.',
    )
  }
  if (dataset.columns.lossShare === undefined) {
    report('note', `${path}.columns.lossShare`, 'Without it every event counts as one that shut its object in.')
  }
  checkTimes(path, dataset, rows, site, report)
}

export function checkWellTests(
  path: string,
  dataset: WellTestDataset,
  rows: readonly EcRow[],
  site: Site,
  report: Report,
): void {
  const codes = codesOf(rows, dataset.columns.status)
  for (const code of Object.keys(dataset.statuses)) codes.delete(code)
  if (codes.size > 0) {
    report(
      'error',
      `${path}.statuses`,
      `Tests have the status ${listSome(codes)}, which statuses doesn't name: they are refused. Add it there.`,
    )
  }
  checkTimes(path, dataset, rows, site, report)
}

function checkTimes(
  path: string,
  dataset: DefermentDataset | WellTestDataset,
  rows: readonly EcRow[],
  { timeZone }: Site,
  report: Report,
): void {
  for (const name of ['start', 'end'] as const) {
    const column = dataset.columns[name]
    const unread = rows
      .map((row) => keyText(row[column]))
      .find((text) => text !== null && parseInstant(text, timeZone, 'later') === null)
    if (unread !== undefined)
      report(
        'error',
        `${path}.columns.${name}`,
        `"${unread}" is no time such as 2024-03-14T06:58:41: such rows are refused.`,
      )
  }
  const isLocal = rows.some((row) => /T\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(keyText(row[dataset.columns.start]) ?? ''))
  if (isLocal && dataset.timeZone === undefined) {
    report('note', `${path}.timeZone`, `Times name no zone and are read as ${timeZone}.`)
  }
  reportStamps(path, dataset.audit, rows, timeZone, report)
}
