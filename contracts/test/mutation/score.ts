import type { Change } from '../../src/diff/change.ts'
import { diffContracts } from '../../src/diff/diff-contracts.ts'
import type { Mutation } from './mutation.ts'
import type { Expectation, Operator } from './oracle.ts'
import type { TestimonyScore } from './testimony-score.ts'

/** How the comparison did with one operator, or with all. */
export interface Score {
  mutations: number
  breaking: number
  caught: number
  /** Breaks, and was not seen. */
  missed: number
  /** Breaks, and was called additive: seen, and waved through. */
  misjudged: number
  /** Called breaking, and doesn't break. */
  falseAlarms: number
  /** Additive and not seen, or invisible and called additive. */
  otherwise: number
}

/** A mutation that the comparison judged otherwise than the oracle. */
export interface Disagreement {
  readonly operator: Operator
  readonly place: string
  readonly expected: Expectation
  readonly found: Expectation
  readonly changes: readonly string[]
}

export interface Result {
  readonly total: Score
  readonly operators: ReadonlyMap<Operator, Score>
  readonly disagreements: readonly Disagreement[]
}

const emptyScore = (): Score => ({
  mutations: 0,
  breaking: 0,
  caught: 0,
  missed: 0,
  misjudged: 0,
  falseAlarms: 0,
  otherwise: 0,
})

const verdictOf = (changes: readonly Change[]): Expectation =>
  changes.some((change) => change.class === 'breaking')
    ? 'breaking'
    : changes.some((change) => change.class === 'additive')
      ? 'additive'
      : 'invisible'

/** Lets the comparison judge every mutation. */
export function scoreMutations(mutations: Iterable<Mutation>): Result {
  const total = emptyScore()
  const operators = new Map<Operator, Score>()
  const disagreements: Disagreement[] = []
  for (const { operator, place, expected, before, after } of mutations) {
    const changes = diffContracts(before, after())
    const found = verdictOf(changes)
    const score = operators.get(operator) ?? emptyScore()
    operators.set(operator, score)
    for (const each of [total, score]) count(each, expected, found)
    if (expected !== found) {
      disagreements.push({ operator, place, expected, found, changes: changes.map(textOf) })
    }
  }
  return { total, operators, disagreements }
}

const textOf = (change: Change) => `${change.class} ${change.kind} ${change.path}: ${change.detail}`

function count(score: Score, expected: Expectation, found: Expectation): void {
  score.mutations++
  if (expected === 'breaking') score.breaking++
  if (expected === 'breaking' && found === 'breaking') score.caught++
  else if (expected === 'breaking' && found === 'additive') score.misjudged++
  else if (expected === 'breaking') score.missed++
  else if (found === 'breaking') score.falseAlarms++
  else if (expected !== found) score.otherwise++
}

/** The share of the breaking mutations that were called breaking. */
const shareCaught = ({ breaking, caught }: Score): number => (breaking === 0 ? 1 : caught / breaking)

/** Of the breaking mutations, the least share that has to be called breaking. */
const shareCaughtMin = 0.95

/** Enough is caught, no break is waved through, and nothing harmless is called one: a gate that cries wolf is switched off. */
export const meetsThresholds = (score: Score): boolean =>
  shareCaught(score) >= shareCaughtMin && score.misjudged === 0 && score.falseAlarms === 0

const columns = ['mutations', 'breaking', 'caught', 'missed', 'misjudged', 'falseAlarms', 'otherwise'] as const

const rowOf = (name: string, cells: readonly (number | string)[]) =>
  `${name.padEnd(26)}${cells.map((cell) => String(cell).padStart(12)).join('')}`

/** The score by operator as a table, then what was judged otherwise. */
export function renderResult({ total, operators, disagreements }: Result, testimonies: TestimonyScore): string {
  const rows = [...operators].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, score]) => rowOf(name, cellsOf(score)))
  const { asked, claimed, proved, unproved, refuted } = testimonies
  return [
    rowOf('operator', columns),
    ...rows,
    rowOf('all', cellsOf(total)),
    '',
    `${(100 * shareCaught(total)).toFixed(2)} % of the breaking mutations were called breaking.`,
    `Values: ${asked} asked, ${proved} of ${claimed} breaks proved, ${refuted.length} verdicts refuted.`,
    ...disagreements.map(({ operator, place, expected, found }) => `${operator} ${place}: ${found}, not ${expected}`),
    ...refuted.map((name) => `refuted: ${name}`),
    ...unproved.map((name) => `not proved: ${name}`),
  ].join('\n')
}

const cellsOf = (score: Score) => columns.map((column) => score[column])
