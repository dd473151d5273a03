import type { LiveRate, Quantity, UnitSystem } from '@tieback/contracts'
import { convertQuantity, displayUnit, quantityTable, rollUp } from '@tieback/domain'
import { listSignals, readLatestSamples, type SampleRow, type SignalRow } from '@tieback/store'
import type { NodeTree } from './node-tree.ts'
import type { Reader, ReadingTime } from './reader.ts'

/** Samples this many expected periods old no longer say what is happening now. */
const periodsMax = 3

/** Expected period of a series whose source names none, s. */
const periodSDefault = 600

/** How far back the newest samples are looked for, ms. */
const lookBackMs = 6 * 3_600_000

/** The newest sample of every rate series of a quantity, to be summed for any set of nodes. */
export class LiveRates {
  private readonly byQuantity: Map<Quantity, SignalRow[]>
  private readonly latest: Map<string, SampleRow>
  private readonly at: Date
  private readonly coverageMin: number

  constructor(signals: readonly SignalRow[], samples: readonly SampleRow[], at: Date, coverageMin: number) {
    this.byQuantity = Map.groupBy(signals, (signal) => signal.quantity)
    this.latest = new Map(samples.map((sample) => [sample.signalId, sample]))
    this.at = at
    this.coverageMin = coverageMin
  }

  /** Sum over the nodes' series; null where none of them has a series of the quantity, without a value where too few have a sample in time. */
  sum(nodeIds: ReadonlySet<string>, quantity: Quantity, unitSystem: UnitSystem): LiveRate | null {
    const signals = (this.byQuantity.get(quantity) ?? []).filter((signal) => nodeIds.has(signal.nodeId))
    if (signals.length === 0) return null
    const unit = displayUnit(quantity, unitSystem, 'rate')
    const { phase } = quantityTable[quantity]
    let oldest: Date | null = null
    const parts = signals.map((signal) => {
      const sample = this.currentSample(signal)
      if (sample === null || sample.value === null) {
        return { value: null, quality: 'missing' as const, status: null, coverage: null, weight: 1 }
      }
      if (oldest === null || sample.at < oldest) oldest = sample.at
      const value = convertQuantity(sample.value, signal, unit, phase)
      return { value, quality: sample.quality, status: null, coverage: null, weight: 1 }
    })
    const total = rollUp(parts)
    const coverage = total.coverage?.coverage ?? 0
    return {
      value: coverage < this.coverageMin ? null : total.value,
      unit,
      // Safe: assigned in the callback above, which the compiler doesn't follow.
      at: (oldest as Date | null)?.toISOString() ?? null,
      quality: total.quality,
      coverage,
    }
  }

  private currentSample(signal: SignalRow): SampleRow | null {
    const sample = this.latest.get(signal.id)
    const ageMaxMs = (signal.expectedPeriodS ?? periodSDefault) * periodsMax * 1_000
    return sample === undefined || this.at.getTime() - sample.at.getTime() > ageMaxMs ? null : sample
  }
}

/** What the nodes of a tree deliver now. Null in a frozen reading: raw samples are not kept for ever, so the answer's bytes could not stay. */
export async function readLiveRates(
  { pool, settings }: Reader,
  { at, asOf, isFrozen }: ReadingTime,
  { queried }: NodeTree,
  quantities: readonly Quantity[],
): Promise<LiveRates | null> {
  if (isFrozen) return null
  const signals = await listSignals(pool, { quantities, asOf, ...(queried === 'all' ? {} : { nodeIds: queried }) })
  const since = new Date(at.getTime() - lookBackMs)
  const samples = await readLatestSamples(pool, { signalIds: signals.map(({ id }) => id), since, at, asOf })
  return new LiveRates(signals, samples, at, settings.kpiCoverageMin)
}
