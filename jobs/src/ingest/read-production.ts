import type { CacheTag } from '@tieback/contracts'
import type { Page, ProductionReader, ProductionRequest, ProductionRow, Source } from '@tieback/adapters'
import { type KnowledgeTx, readNodeIds, type WriteCounts, writeDeferments, writeWellTests } from '@tieback/store'
import { productionDayOf } from '@tieback/domain'
import { findSourceCalendar } from './source-calendar.ts'
import type { Run } from './run-record.ts'
import { figureKey, type SeenProduction, type SeenRows } from './seen-rows.ts'
import { refuseUnmapped, writeProduction } from './write-production.ts'

/** Rows held at once while a request is read: about 200 MB. A longer answer is written in parts as it comes. */
const rowsHeldMax = 200_000

export interface ProductionReading {
  readonly run: Run
  readonly source: Source
  readonly reader: ProductionReader
  readonly request: ProductionRequest
  readonly signal: AbortSignal
  /** Is told of every row that comes, for whoever wants to know what didn't. */
  readonly seen?: SeenProduction
}

const later = (a: Date | null, b: Date | null): Date | null => (a === null || (b !== null && b > a) ? b : a)

async function readFigures({ run, source, reader, request, signal, seen }: ProductionReading): Promise<Date | null> {
  let held: ProductionRow[] = []
  let updatedTo: Date | null = null
  for await (const page of reader.readProduction(request, signal)) {
    held = held.concat(await run.take(page))
    notePage(seen?.figures, page, figureKey)
    updatedTo = later(updatedTo, page.updatedTo)
    if (held.length >= rowsHeldMax) {
      await writeProduction(run, source, held)
      held = []
    }
  }
  await writeProduction(run, source, held)
  return updatedTo
}

function notePage<Row>(seen: SeenRows | undefined, page: Page<Row>, keyOf: (row: Row) => string): void {
  if (seen === undefined) return
  for (const row of page.rows) seen.take(keyOf(row))
  seen.refuse(page.refused)
}

/** What events and tests differ in on their way in. */
interface DatedKind<Row> {
  readonly dataset: string
  readonly tag: CacheTag
  readonly pages: AsyncIterable<Page<Row>>
  readonly seen: SeenRows | undefined
  readonly keyOf: (row: Row) => string
  readonly write: (tx: KnowledgeTx, rows: (Row & { nodeId: string })[]) => Promise<WriteCounts>
}

/** Events and tests share their way in: resolve the node, keep what can't be, write the rest. */
async function readDated<Row extends { readonly objectId: string; readonly start: Date }>(
  { run, source }: ProductionReading,
  { dataset, tag, pages, seen, keyOf, write }: DatedKind<Row>,
): Promise<Date | null> {
  const { pool } = run.context
  let updatedTo: Date | null = null
  for await (const page of pages) {
    const rows = await run.take(page)
    notePage(seen, page, keyOf)
    updatedTo = later(updatedTo, page.updatedTo)
    if (rows.length === 0) continue
    const nodes = await readNodeIds(pool, source.namespace)
    const known = rows.flatMap((row) => {
      const node = nodes.get(row.objectId)
      return node === undefined ? [] : [{ ...row, nodeId: node.id }]
    })
    const unknown = rows.filter((row) => !nodes.has(row.objectId))
    const calendar = unknown.length === 0 ? null : await findSourceCalendar(pool, source.namespace)
    await run.refuse(
      unknown.map((row) => {
        const day = calendar === null ? null : productionDayOf(calendar, row.start)
        return refuseUnmapped({ dataset, key: keyOf(row), namespace: source.namespace, day }, row)
      }),
    )
    if (known.length > 0) await run.write(tag, (tx) => write(tx, known))
  }
  return updatedTo
}

/** Reads one request of a source of record whole: figures, deferment events, well tests. Gives the newest update stamp seen. */
export async function readProduction(reading: ProductionReading): Promise<Date | null> {
  const { reader, request, signal, seen } = reading
  const figures = await readFigures(reading)
  const events = await readDated(reading, {
    dataset: 'deferments',
    tag: 'deferment',
    pages: reader.readDeferments(request, signal),
    seen: seen?.deferments,
    keyOf: (event) => event.eventId,
    write: writeDeferments,
  })
  const tests = await readDated(reading, {
    dataset: 'well-tests',
    tag: 'production',
    pages: reader.readWellTests(request, signal),
    seen: seen?.wellTests,
    keyOf: (test) => test.testId,
    write: writeWellTests,
  })
  return later(later(figures, events), tests)
}
