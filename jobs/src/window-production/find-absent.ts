import type { SeenRows } from '../ingest/seen-rows.ts'

/** A row that stands here, as its source would name it. */
export interface StandingRow {
  readonly key: string
  readonly objectId: string
  /** The production day that it is of, or starts on. */
  readonly day: string
  /** Rows that come from one place, such as the allocated figures by day: a broken mapping loses them together. */
  readonly group: string
}

/** How many rows of one group a source no longer has. */
export interface Loss {
  readonly group: string
  readonly standing: number
  readonly absent: number
}

export interface Absence<Row extends StandingRow> {
  /** Rows that the source no longer has. */
  readonly absent: readonly Row[]
  /** Groups that lose more at once than a source takes back: something else is wrong. */
  readonly losses: readonly Loss[]
  /** Refused rows that may be any of the absent ones. */
  readonly untold: number
}

/** Share of a group whose loss at once is taken for a fault of the reading. */
const lossShareMax = 0.5

/** Rows of a group that may go whatever their share is: a single event struck out is all there was of the days. */
const lossAlwaysAllowed = 20

/** What stands here and was not met in a whole reading of its days. */
export function findAbsent<Row extends StandingRow>(standing: readonly Row[], seen: SeenRows): Absence<Row> {
  const absent = standing.filter((row) => !seen.mayHold(row))
  const standingOf = Map.groupBy(standing, ({ group }) => group)
  const losses = Array.from(
    Map.groupBy(absent, ({ group }) => group),
    ([group, rows]) => ({
      group,
      standing: standingOf.get(group)?.length ?? 0,
      absent: rows.length,
    }),
  ).filter((loss) => loss.absent > lossAlwaysAllowed && loss.absent > loss.standing * lossShareMax)
  return { absent, losses, untold: absent.length === 0 ? 0 : seen.countUntold(new Set(standing.map(({ key }) => key))) }
}
