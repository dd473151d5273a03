import type { Tag } from '@tieback/sim'
import type { ArchivedEvent, Events, PiArchive, Point } from './archive.ts'
import { formatTimestamp } from './timed-value.ts'

export interface SyntheticArchiveOptions {
  readonly seed: number
  /** Number of tags, named `SYN-00001.PV` and so on. */
  readonly tags: number
  /** Seconds from one event of a tag to its next. */
  readonly periodS: number
  /** The first event of any tag. */
  readonly since: Date
}

/** Values that each tag goes round in, from a place of its own; made once. */
const waveLength = 4_096

/**
 * An archive of any number of tags that each store a number every so often, worked out from tag and time: it needs no memory
 * and answers `recorded` at the speed of writing text. For benchmarks: there are no states, no assets and no oddities in it.
 *
 * Event `n` of tag `i` lies at `since + n · periodS` and some milliseconds of the tag's own.
 */
export function createSyntheticArchive(options: SyntheticArchiveOptions): PiArchive {
  const { tags: count, periodS, since } = options
  const periodMs = periodS * 1_000
  const points = Array.from({ length: count }, (_, index) => toPoint(index, since))
  const wave = createWave(options.seed)
  const written = writeValues(wave)
  const stamp = createStampWriter()
  const startOf = ({ id }: Tag) => since.getTime() + ((id * 37) % periodMs)
  const valueOf = ({ id }: Tag, slot: number) => wave[(slot + id * 61) % waveLength] ?? 0
  const firstSlot = (tag: Tag, fromMs: number) => Math.max(0, Math.ceil((fromMs - startOf(tag)) / periodMs))
  const lastSlot = (tag: Tag, toMs: number) => Math.floor((toMs - startOf(tag)) / periodMs)
  const eventAt = (tag: Tag, slot: number): ArchivedEvent => ({
    ...{ atMs: startOf(tag) + slot * periodMs, ticks: 0, value: valueOf(tag, slot), state: null },
    ...{ isQuestionable: false, isSubstituted: false },
  })
  const eventOrNull = (tag: Tag, slot: number) => (slot < 0 ? null : eventAt(tag, slot))
  const events: Events = {
    recorded(tag, fromMs, toMs) {
      const first = firstSlot(tag, fromMs)
      return Array.from({ length: Math.max(0, lastSlot(tag, toMs) - first + 1) }, (_, index) =>
        eventAt(tag, first + index),
      )
    },
    lastAt: (tag, instantMs) => eventOrNull(tag, lastSlot(tag, instantMs)),
    lastBefore: (tag, instantMs) => eventOrNull(tag, Math.ceil((instantMs - startOf(tag)) / periodMs) - 1),
    nextAfter(tag, instantMs, untilMs) {
      const next = eventAt(tag, Math.max(0, lastSlot(tag, instantMs) + 1))
      return next.atMs <= untilMs ? next : null
    },
  }
  return {
    events,
    listPoints: () => points,
    listAssets: () => [],
    writeRecorded(tag, fromMs, toMs, maxCount) {
      const last = Math.min(lastSlot(tag, toMs), firstSlot(tag, fromMs) + maxCount - 1)
      let text = ''
      for (let slot = firstSlot(tag, fromMs); slot <= last; slot++) {
        const value = written[(slot + tag.id * 61) % waveLength] ?? ''
        text += `${text === '' ? '' : ','}{"Timestamp":"${stamp(startOf(tag) + slot * periodMs)}${value}`
      }
      return text
    },
  }
}

/** All of an event but its timestamp, for each value there is. */
function writeValues(wave: Float64Array): string[] {
  return Array.from(wave, (value) => `","Value":${value},"Good":true,"Questionable":false,"Substituted":false}`)
}

/** Writes timestamps as the server does, several times as fast: events of a stream share all but their seconds. */
function createStampWriter(): (ms: number) => string {
  const seconds = Array.from({ length: 60 }, (_, second) => String(second).padStart(2, '0'))
  const decimals = Array.from({ length: 1_000 }, (_, ms) => formatTimestamp(ms).slice(19))
  let minute = { startMs: Number.NaN, text: '' }
  return (ms) => {
    const startMs = Math.floor(ms / 60_000) * 60_000
    if (startMs !== minute.startMs) minute = { startMs, text: new Date(startMs).toISOString().slice(0, 17) }
    const within = ms - startMs
    return `${minute.text}${seconds[Math.floor(within / 1_000)] ?? ''}${decimals[within % 1_000] ?? ''}`
  }
}

/** A wandering number with two decimals, such as a pressure has. */
function createWave(seed: number): Float64Array {
  return Float64Array.from({ length: waveLength }, (_, index) => {
    const angle = (2 * Math.PI * index) / waveLength
    const ripple = Math.sin(angle * 97 + seed) + Math.sin(angle * 389 + 2 * seed) / 3
    return Math.round(100 * (120 + 40 * Math.sin(angle) + 2.5 * ripple)) / 100
  })
}

function toPoint(index: number, since: Date): Point {
  const name = `SYN-${String(index + 1).padStart(5, '0')}.PV`
  return {
    name,
    tag: {
      id: index + 1,
      createdMs: since.getTime(),
      owner: { level: 'well', index },
      sort: {
        measurand: 'wellhead-pressure',
        suffix: 'PV',
        descriptor: 'Synthetic value',
        unit: 'barg',
        perUnit: 1,
        span: 200,
        isStep: false,
        pointType: 'Float64',
        noise: [0, 0],
      },
    },
  }
}
