import type { HeldWell } from '@tieback/contracts'
import type { NetworkWell } from './network.ts'

/** Tests older than this aren't trusted to move a well by, days. */
const testAgeDaysMax = 60

export interface Question {
  readonly wells: readonly NetworkWell[]
  /** Sm³ of gas a day; null: no limit. */
  readonly gasLimit: number | null
  /** Value of a well's oil with what comes with it, per Sm³ of oil. */
  readonly worth: (well: NetworkWell) => number
  readonly lockedIds: ReadonlyMap<string, 'current-rate' | 'shut'>
  readonly movesMax: number | null
}

export interface Rate {
  readonly well: NetworkWell
  readonly proposed: number
}

export interface Solution {
  readonly rates: readonly Rate[]
  readonly held: readonly { readonly well: NetworkWell; readonly reason: HeldWell['reason']; readonly detail: string }[]
  readonly gas: number
  /** Worth of one more Sm³ of gas handling, and the limits between which it stays so. 0 where there is room. */
  readonly gasPrice: number
  readonly gasPriceValid: { readonly from: number; readonly to: number } | null
}

/** The least gas that the wells bring however they are set: a limit below it has no solution. */
export class TooTight extends Error {
  override readonly name = 'TooTight'
  readonly gasLeast: number

  constructor(gasLeast: number) {
    super('the wells bring more gas than the limit even at their least')
    this.gasLeast = gasLeast
  }
}

function holdReason(well: NetworkWell, { lockedIds }: Question): Solution['held'][number] | null {
  const lock = lockedIds.get(well.well.id)
  if (lock !== undefined) return { well, reason: 'locked', detail: `Held by the scenario: ${lock}.` }
  if (!well.isFlowing) return { well, reason: 'not-flowing', detail: 'It is down for a cause of its own.' }
  if (well.testAgeDays <= testAgeDaysMax) return null
  return { well, reason: 'stale-test', detail: `Its last accepted test is ${well.testAgeDays} days old.` }
}

/** The wells that can move at all, those with the most to give and to take first where only some may. */
function chooseFree(wells: readonly NetworkWell[], movesMax: number | null): NetworkWell[] {
  if (movesMax === null || wells.length <= movesMax) return [...wells]
  const givers = Math.ceil(movesMax / 2)
  const takers = movesMax - givers
  return [...wells.slice(0, givers), ...(takers === 0 ? [] : wells.slice(-takers))]
}

/**
 * The best rates under one limit on gas: each well starts at its least, and the gas that is left goes to whoever makes most of it.
 * With one shared limit that is the optimum of the linear programme, and the last well served gives the price.
 *
 * throws  TooTight where even the least is too much
 */
export function solveNetwork(question: Question): Solution {
  const { wells, gasLimit, worth, lockedIds, movesMax } = question
  const gain = (well: NetworkWell): number => worth(well) / well.gasOilRatio
  const holds = wells.flatMap((well) => holdReason(well, question) ?? [])
  const isHeld = new Set(holds.map(({ well }) => well))
  const movable = wells.filter((well) => !isHeld.has(well)).toSorted((a, b) => gain(b) - gain(a))
  const free = chooseFree(movable, movesMax)
  const left = movable.filter((well) => !free.includes(well))
  const heldRates = [...holds.map(({ well }) => well), ...left].map((well): Rate => {
    const proposed = lockedIds.get(well.well.id) === 'shut' ? 0 : well.current
    return { well, proposed }
  })
  const gasOf = (rates: readonly Rate[]): number =>
    rates.reduce((sum, { well, proposed }) => sum + proposed * well.gasOilRatio, 0)
  const gasLeast = gasOf(heldRates) + gasOf(free.map((well) => ({ well, proposed: well.least })))
  if (gasLimit !== null && gasLimit < gasLeast - 1e-6) throw new TooTight(gasLeast)

  let room = (gasLimit ?? Infinity) - gasLeast
  let gasPrice = 0
  let gasPriceValid: Solution['gasPriceValid'] = null
  const freeRates = free.map((well): Rate => {
    const wanted = (well.most - well.least) * well.gasOilRatio
    const taken = Math.min(wanted, Math.max(0, room))
    if (gasLimit !== null && gasPrice === 0 && taken < wanted) {
      gasPrice = gain(well)
      gasPriceValid = { from: gasLimit - taken, to: gasLimit + wanted - taken }
    }
    room -= taken
    return { well, proposed: well.least + taken / well.gasOilRatio }
  })
  const noGain = left.map((well) => ({
    well,
    reason: 'no-gain' as const,
    detail: 'Not among the moves that were asked for.',
  }))
  const rates = [...heldRates, ...freeRates]
  return { rates, held: [...holds, ...noGain], gas: gasOf(rates), gasPrice, gasPriceValid }
}
