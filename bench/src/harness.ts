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

/** Rounds before those that count: the compiler has seen enough of a server by then. */
const warmUpRounds = 3

/**
 * Measures the contenders in turn, A B A B …, after some rounds that aren't counted: what the machine does meanwhile
 * hits all alike. Ratios are to be taken round by round.
 */
export async function measureInterleaved(
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = -warmUpRounds; round < rounds; round += 1) {
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
  /** For benchmarks that run a load for a while. */
  readonly seconds: number
  /** A smoke run: everything once, and little of it; its figures mean nothing. */
  readonly isQuick: boolean
  /** File for the report as JSON. */
  readonly json: string | null
}

function parseCount(name: string, text: string | undefined, byDefault: number): number {
  const count = Number(text ?? byDefault)
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`--${name} takes a whole number from 1 on`)
  return count
}

/** `--rounds N`, `--seconds N`, `--quick` and `--json FILE`, the same for every benchmark. */
export function parseBenchOptions(
  byDefault: { readonly rounds: number; readonly seconds: number },
  args: readonly string[] = process.argv.slice(2),
): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  })
  const usual = values.quick ? { rounds: 1, seconds: 3 } : byDefault
  return {
    rounds: parseCount('rounds', values.rounds, usual.rounds),
    seconds: parseCount('seconds', values.seconds, usual.seconds),
    isQuick: values.quick,
    json: values.json ?? null,
  }
}

export type Verdict = 'goal' | 'floor' | 'missed' | '—'

/** Which of its two marks a figure reaches; a dash where nothing was asked. */
export function judge({ value, better, floor, goal }: BenchResult): Verdict {
  const reaches = (mark: number): boolean => (better === 'lower' ? value <= mark : value >= mark)
  if (goal !== null && reaches(goal)) return 'goal'
  if (floor !== null) return reaches(floor) ? 'floor' : 'missed'
  return goal === null ? '—' : 'missed'
}

function print(value: number): string {
  if (value === 0) return '0'
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

/** The results as a Markdown table, the shape that the README holds. */
export function toMarkdown({ results }: BenchReport): string {
  const rows = results.map((result) => {
    const { metric, value, iqr, unit, floor, goal } = result
    const figures = `${print(value)} ${unit} | ${print(iqr[0])} – ${print(iqr[1])}`
    return `| ${metric} | ${figures} | ${floor ?? '—'} | ${goal ?? '—'} | ${judge(result)} |`
  })
  return ['| metric | median | middle half | floor | goal | reached |', '|---|---|---|---|---|---|', ...rows].join('\n')
}

/** Prints the report, and writes it where `--json` says. */
export async function publish(report: BenchReport, { json, isQuick }: BenchOptions): Promise<void> {
  const warning = isQuick ? ' (a smoke run: it shows that the benchmark runs, and its figures mean nothing)' : ''
  console.log(`${report.bench}, ${report.rounds} rounds${warning}\n\n${toMarkdown(report)}`)
  if (json !== null) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`)
}
