/** What a table keeps its rows in: an `@msw/data` collection, which refuses a row that its schema doesn't know. */
export interface Rows<Row> {
  create(row: Row): Promise<Row>
  all(): Row[]
  /** Takes a row that `all` gave. */
  delete(row: never): unknown
}

/** Rows by id that actions change, one change after the other. */
export class Table<Row extends { readonly id: string }> {
  readonly #rows: Rows<Row>
  /** Everything that was asked of the table so far, in turn. */
  #turn: Promise<unknown>

  constructor(rows: Rows<Row>, seed: readonly Row[]) {
    this.#rows = rows
    this.#turn = Promise.all(seed.map((row) => rows.create(row)))
  }

  async all(): Promise<readonly Row[]> {
    await this.#turn
    return this.#rows.all()
  }

  async find(id: string): Promise<Row | undefined> {
    const rows = await this.all()
    return rows.find((row) => row.id === id)
  }

  add(row: Row): Promise<Row> {
    return this.#takeTurn(() => this.#rows.create(row))
  }

  /** The row after a change; undefined where there is none. What `change` throws leaves it as it was. */
  change(id: string, change: (row: Row) => Row): Promise<Row | undefined> {
    return this.#takeTurn(async () => {
      const row = this.#rows.all().find((each) => each.id === id)
      if (row === undefined) return undefined
      const next = change(row)
      // Safe: the row is one of the collection's own, which has no name outside of it.
      this.#rows.delete(row as never)
      return this.#rows.create(next)
    })
  }

  #takeTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work)
    // A change that was refused is its caller's affair; the next one goes on.
    this.#turn = result.catch(() => undefined)
    return result
  }
}
