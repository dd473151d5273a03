import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'

/** One figure of a benchmark, over all rounds. */
export interface BenchResult {
  readonly metric: string
  /** Median over the rounds. */
  readonly value: number
  /** First and third quartile. */
  readonly iqr: readonly [low: number, high: number]
  /** What must be reached, and what is aimed at; null where nothing has been asked yet. */
  readonly floor: number | null
  readonly goal: number | null
  readonly better: 'lower' | 'higher'
  readonly unit: string
}

export interface BenchReport {
  readonly bench: string
  readonly rounds: number
  readonly results: readonly BenchResult[]
}

/** Something that is measured: a round of it gives one number. */
export interface Contender {
  readonly name: string
  readonly measure: () => Promise<number>
}

/** The value below which a share of the sorted samples lies, between neighbours by proportion. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const low = Math.floor(position)
  const below = sorted[low] ?? Number.NaN
  const above = sorted[Math.min(low + 1, sorted.length - 1)] ?? below
  return below + (above - below) * (position - low)
}

export function summarise(
  samples: readonly number[],
  about: Pick<BenchResult, 'metric' | 'unit' | 'better'> & Partial<Pick<BenchResult, 'floor' | 'goal'>>,
): BenchResult {
  return {
    floor: null,
    goal: null,
    ...about,
    value: quantile(samples, 0.5),
    iqr: [quantile(samples, 0.25), quantile(samples, 0.75)],
  }
}

/**
 * Measures the contenders in turn, A B A B …, after one round that isn't counted: what the machine does meanwhile hits all alike.
 * Ratios are to be taken round by round.
 */
export async function measureInterleaved(
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, measure } of contenders) {
      const value = await measure()
      if (round >= 0) samples.get(name)?.push(value)
    }
  }
  return samples
}

/** How often the first was the second, round by round. */
export function ratios(numerators: readonly number[], denominators: readonly number[]): number[] {
  return numerators.map((value, round) => value / (denominators[round] ?? Number.NaN))
}

export interface BenchOptions {
  readonly rounds: number
  /** File for the report as JSON. */
  readonly json: string | null
}

/** `--rounds N` and `--json FILE`, the same for every benchmark. */
export function parseBenchOptions(roundsByDefault: number): BenchOptions {
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, json: { type: 'string' } } })
  const rounds = Number(values.rounds ?? roundsByDefault)
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('--rounds takes a whole number from 1 on')
  return { rounds, json: values.json ?? null }
}

const print = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))

/** The results as a Markdown table, the shape that the README holds. */
export function toMarkdown({ results }: BenchReport): string {
  const rows = results.map(
    ({ metric, value, iqr, unit, floor, goal }) =>
      `| ${metric} | ${print(value)} ${unit} | ${print(iqr[0])} – ${print(iqr[1])} | ${floor ?? '—'} | ${goal ?? '—'} |`,
  )
  return ['| metric | median | middle half | floor | goal |', '|---|---|---|---|---|', ...rows].join('\n')
}

/** Prints the report, and writes it where `--json` says. */
export async function publish(report: BenchReport, { json }: BenchOptions): Promise<void> {
  console.log(`${report.bench}, ${report.rounds} rounds\n\n${toMarkdown(report)}`)
  if (json !== null) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`)
}
