import type { Connection, PoolClient, Submittable } from 'pg'
import { fieldCountAt, firstRowOf } from './binary-rows.ts'

/** What `pg` has of COPY, and its types leave out. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** Bytes of one message: Postgres keeps a message whole in memory. */
const messageBytes = 1_048_576

/** A COPY statement as `pg` runs it: it calls what begins with `handle` as messages come. */
class CopyStatement implements Submittable {
  readonly done: Promise<void>
  /** `pg` puts what ends its time limit here. */
  callback: () => void = () => undefined
  private readonly text: string
  private resolve: () => void = () => undefined
  private reject: (error: Error) => void = () => undefined

  constructor(text: string) {
    this.text = text
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }

  submit = (connection: Connection): void => connection.query(this.text)

  handleError(error: Error): void {
    this.callback()
    this.reject(error)
  }

  handleReadyForQuery(): void {
    this.callback()
    this.resolve()
  }

  handleCommandComplete(): void {
    // Nothing is to be counted.
  }
}

class CopyIn extends CopyStatement {
  private readonly rows: Buffer

  constructor(text: string, rows: Buffer) {
    super(text)
    this.rows = rows
  }

  handleCopyInResponse(connection: CopyConnection): void {
    for (let start = 0; start < this.rows.byteLength; start += messageBytes)
      connection.sendCopyFromChunk(this.rows.subarray(start, start + messageBytes))
    connection.endCopyFrom()
  }
}

/** Hears of each row as it comes: the bytes, and where in them its field count stands. The bytes hold for the call alone. */
export type RowListener = (bytes: Buffer, start: number) => void

class CopyOut extends CopyStatement {
  private readonly onRow: RowListener
  private isFirst = true
  private failure: Error | null = null

  constructor(text: string, onRow: RowListener) {
    super(text)
    this.onRow = onRow
  }

  /** A message is a row (PostgreSQL documentation, Message Flow, COPY Operations); the first has the file's header before it, and the last is the end. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    const start = this.isFirst ? firstRowOf(chunk) : 0
    this.isFirst = false
    if (this.failure !== null || start === chunk.byteLength || fieldCountAt(chunk, start) < 0) return
    try {
      this.onRow(chunk, start)
    } catch (error) {
      // The rest still has to come before the connection is of use again.
      this.failure = error instanceof Error ? error : new Error(String(error))
    }
  }

  override handleReadyForQuery(): void {
    if (this.failure === null) super.handleReadyForQuery()
    else this.handleError(this.failure)
  }
}

/** Sends `rows`, a whole file in COPY's binary format, into the columns of a table. Throws what Postgres says of a row that it refuses. */
export async function copyIn(
  client: PoolClient,
  { table, columns }: { readonly table: string; readonly columns: readonly string[] },
  rows: Buffer,
): Promise<void> {
  const text = `copy ${table} (${columns.join(', ')}) from stdin (format binary)`
  await client.query(new CopyIn(text, rows)).done
}

/**
 * Reads what a query gives in COPY's binary format, row by row; throws what `onRow` throws. The query can't have parameters: whatever
 * goes into it must be quoted.
 */
export async function copyOut(client: PoolClient, query: string, onRow: RowListener): Promise<void> {
  await client.query(new CopyOut(`copy (${query}) to stdout (format binary)`, onRow)).done
}
