import type { CacheTag } from '@tieback/contracts'
import type { Page, ProductionReader, ProductionRequest, ProductionRow, Source } from '@tieback/adapters'
import { type KnowledgeTx, readNodeIds, type WriteCounts, writeDeferments, writeWellTests } from '@tieback/store'
import type { Run } from './run-record.ts'
import { refuseUnmapped, writeProduction } from './write-production.ts'

/** Rows held at once while a request is read: about 200 MB. A longer answer is written in parts as it comes. */
const rowsHeldMax = 200_000

interface Reading {
  readonly run: Run
  readonly source: Source
  readonly reader: ProductionReader
  readonly request: ProductionRequest
  readonly signal: AbortSignal
}

const later = (a: Date | null, b: Date | null): Date | null => (a === null || (b !== null && b > a) ? b : a)

async function readFigures({ run, source, reader, request, signal }: Reading): Promise<Date | null> {
  let held: ProductionRow[] = []
  let updatedTo: Date | null = null
  for await (const page of reader.readProduction(request, signal)) {
    held = held.concat(await run.take(page))
    updatedTo = later(updatedTo, page.updatedTo)
    if (held.length >= rowsHeldMax) {
      await writeProduction(run, source, held)
      held = []
    }
  }
  await writeProduction(run, source, held)
  return updatedTo
}

/** Events and tests share their way in: resolve the node, keep what can't be, write the rest. */
async function readDated<Row extends { readonly objectId: string }>(
  { run, source }: Reading,
  { dataset, tag }: { readonly dataset: string; readonly tag: CacheTag },
  pages: AsyncIterable<Page<Row>>,
  keyOf: (row: Row) => string,
  write: (tx: KnowledgeTx, rows: (Row & { nodeId: string })[]) => Promise<WriteCounts>,
): Promise<Date | null> {
  const nodes = await readNodeIds(run.context.pool, source.namespace)
  let updatedTo: Date | null = null
  for await (const page of pages) {
    const rows = await run.take(page)
    updatedTo = later(updatedTo, page.updatedTo)
    const known = rows.flatMap((row) => {
      const node = nodes.get(row.objectId)
      return node === undefined ? [] : [{ ...row, nodeId: node.id }]
    })
    const unknown = rows.filter((row) => !nodes.has(row.objectId))
    await run.refuse(unknown.map((row) => refuseUnmapped(dataset, source.namespace, keyOf(row), row)))
    if (known.length > 0) await run.write(tag, (tx) => write(tx, known))
  }
  return updatedTo
}

/** Reads one request of a source of record whole: figures, deferment events, well tests. Gives the newest update stamp seen. */
export async function readProduction(reading: Reading): Promise<Date | null> {
  const { reader, request, signal } = reading
  const figures = await readFigures(reading)
  const deferments = reader.readDeferments(request, signal)
  const events = await readDated(
    reading,
    { dataset: 'deferments', tag: 'deferment' },
    deferments,
    (event) => event.eventId,
    writeDeferments,
  )
  const wellTests = reader.readWellTests(request, signal)
  const tests = await readDated(
    reading,
    { dataset: 'well-tests', tag: 'production' },
    wellTests,
    (test) => test.testId,
    writeWellTests,
  )
  return later(later(figures, events), tests)
}
