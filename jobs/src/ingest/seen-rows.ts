import type { ProductionRow, RefusedRow } from '@tieback/adapters'

/** What one kind of row was met with in a reading: taken by its key, or refused. */
export class SeenRows {
  private readonly taken = new Set<string>()
  /** `object day` of rows that were refused, or the object alone where the day can't be told. */
  private readonly doubted = new Set<string>()
  private readonly refusedKeys = new Set<string>()
  /** Keys of refused rows that say nothing of what they are about. */
  private readonly untold = new Set<string>()

  take(key: string): void {
    this.taken.add(key)
  }

  refuse(rows: readonly RefusedRow[]): void {
    for (const { key, subject } of rows) {
      this.refusedKeys.add(key)
      if (subject === undefined) this.untold.add(key)
      else this.doubted.add(subject.day === null ? subject.objectId : `${subject.objectId} ${subject.day}`)
    }
  }

  /** Whether a row is still at its source for all that is known: it came, or one that couldn't be read may be it. */
  mayHold({ key, objectId, day }: { key: string; objectId: string; day: string }): boolean {
    if (this.taken.has(key) || this.refusedKeys.has(key)) return true
    return this.doubted.has(objectId) || this.doubted.has(`${objectId} ${day}`)
  }

  /** Refused rows that may be any of those that seem to be gone, apart from those whose key is among `known`. */
  countUntold(known: ReadonlySet<string>): number {
    return [...this.untold].filter((key) => !known.has(key)).length
  }
}

/** What a reading of a source of record met, kind by kind. Events are known by their numbers. */
export class SeenProduction {
  readonly figures = new SeenRows()
  readonly deferments = new SeenRows()
  readonly wellTests = new SeenRows()
}

/** A figure's key within its source. */
export const figureKey = ({
  objectId,
  grain,
  day,
  quantity,
  measure,
}: Pick<ProductionRow, 'objectId' | 'grain' | 'day' | 'quantity' | 'measure'>): string =>
  [objectId, grain, day, quantity, measure].join('/')
