import { type Page, type Sample, type Source, SourceError, type TimeRange } from '@tieback/adapters'
import type { Random } from './random.ts'

/** What was asked for and answered whole. */
export interface AnsweredSpan {
  readonly sourceKeys: readonly string[]
  readonly range: TimeRange
}

export const seriesKeys = ['T1', 'T2', 'T3'] as const

/** A historian that holds what it is told, answers in pages of any size, and may break off in the middle of an answer. */
export class ScriptedHistorian {
  /** Samples by series and instant, ms. */
  readonly samples = new Map<string, Map<number, Sample>>(seriesKeys.map((key) => [key, new Map()]))
  breaksAfter: number | null = null
  /** Series that it says it doesn't know, for now. */
  readonly unknown = new Set<string>()
  private readonly spans: AnsweredSpan[] = []
  private readonly random: Random
  readonly namespace: string

  constructor(namespace: string, random: Random) {
    this.namespace = namespace
    this.random = random
  }

  /** What has been answered whole since the last call of this. */
  takeAnswered(): AnsweredSpan[] {
    return this.spans.splice(0)
  }

  /** The port, as an adapter would give it. */
  asSource(): Source {
    const node = (key: string) => ({ namespace: this.namespace, keyKind: 'object-id' as const, value: key })
    const well = {
      kind: 'well',
      code: null,
      parentObjectId: null,
      wellType: null,
      validFrom: null,
      validTo: null,
    } as const
    const pressure = { quantity: 'wellhead_pressure', unit: 'bar', reference: null, basis: 'gauge' } as const
    return {
      id: this.namespace,
      name: this.namespace,
      kind: 'pi-web-api',
      namespace: this.namespace,
      check: () => Promise.resolve({ product: 'scripted', version: null }),
      discover: () =>
        Promise.resolve({
          calendar: null,
          nodes: [{ ...well, objectId: 'W1', name: 'W1', attributes: {} }],
          signals: seriesKeys.map((sourceKey) => ({
            ...pressure,
            sourceKey,
            node: node('W1'),
            name: sourceKey,
            interpolation: 'linear' as const,
            expectedPeriodS: 60,
          })),
          refused: [],
        }),
      series: {
        readRecorded: (sourceKeys, range) => this.readRecorded(sourceKeys, range),
        // eslint-disable-next-line @typescript-eslint/require-await, require-yield -- it has none, and says so as a reader does
        readSummaries: async function* () {
          return
        },
      },
      close: () => Promise.resolve(),
    }
  }

  private async *readRecorded(sourceKeys: readonly string[], range: TimeRange): AsyncGenerator<Page<Sample>> {
    let pages = 0
    for (const sourceKey of this.random.shuffle(sourceKeys)) {
      const rest = this.recorded(sourceKey, range)
      do {
        await this.breakOff(pages)
        pages += 1
        if (this.unknown.has(sourceKey)) {
          const refusal = {
            dataset: 'streams',
            key: sourceKey,
            reason: 'unmapped-signal',
            message: 'unknown',
            row: {},
          } as const
          yield { rows: [], refused: [refusal], updatedTo: null }
          break
        }
        yield { rows: rest.splice(0, this.random.whole(1, 10)), refused: [], updatedTo: null }
      } while (rest.length > 0)
    }
    this.spans.push({ sourceKeys: sourceKeys.filter((key) => !this.unknown.has(key)), range })
  }

  private recorded(sourceKey: string, { start, end }: TimeRange): Sample[] {
    return [...(this.samples.get(sourceKey)?.values() ?? [])]
      .filter(({ at }) => at >= start && at < end)
      .sort((a, b) => a.at.getTime() - b.at.getTime())
  }

  private async breakOff(pages: number): Promise<void> {
    if (this.breaksAfter === null || pages < this.breaksAfter) return
    await Promise.reject(new SourceError('unavailable', this.namespace, 'the connection was cut'))
  }
}
