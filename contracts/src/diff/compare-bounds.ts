import type { Change } from './change.ts'
import { changeAt, type Site } from './site.ts'
import type { Json, JsonObject } from './json.ts'
import type { Shape } from './shape.ts'

/** An end of a range of numbers. Turned over for the upper end, so that larger is always tighter. */
interface End {
  readonly at: number
  readonly isExcluded: boolean
}

/** Counts: a least of zero is none, a most that isn't there is endless. */
const counts = ['Length', 'Items', 'Properties'] as const

/** Bounds of numbers, lengths and counts, and what else only narrows a value. */
export function* compareBounds(site: Site, before: Shape, after: Shape): Generator<Change> {
  for (const sign of [1, -1] as const) {
    const [old, present] = [endOf(before, sign), endOf(after, sign)]
    const words = sign === 1 ? (['minimum', 'exclusiveMinimum'] as const) : (['maximum', 'exclusiveMaximum'] as const)
    const [oldSaid, saidNow] = [said(before.keywords, words), said(after.keywords, words)]
    yield* boundChange(site, words[0], tightness(old, present), oldSaid, saidNow)
  }
  for (const count of counts) {
    const [least, most] = [`min${count}`, `max${count}`]
    const [oldLeast, leastNow] = [numberAt(before.keywords, least) ?? 0, numberAt(after.keywords, least) ?? 0]
    yield* boundChange(site, least, leastNow - oldLeast, oldLeast, leastNow)
    const [oldMost, mostNow] = [numberAt(before.keywords, most), numberAt(after.keywords, most)]
    yield* boundChange(site, most, difference(oldMost ?? Infinity, mostNow ?? Infinity), oldMost, mostNow)
  }
  yield* compareUnique(site, before.keywords, after.keywords)
  yield* compareMultiples(site, numberAt(before.keywords, 'multipleOf'), numberAt(after.keywords, 'multipleOf'))
}

const numberAt = (keywords: JsonObject, word: string) => {
  const value = keywords[word]
  return typeof value === 'number' ? value : undefined
}

/** How much smaller the second is; infinity less itself is nothing. */
const difference = (first: number, second: number) => (first === second ? 0 : first - second)

function endOf({ keywords, types }: Shape, sign: 1 | -1): End {
  const [included, excluded] = sign === 1 ? ['minimum', 'exclusiveMinimum'] : ['maximum', 'exclusiveMaximum']
  const at = (numberAt(keywords, included) ?? -Infinity * sign) * sign
  const beyond = (numberAt(keywords, excluded) ?? -Infinity * sign) * sign
  // Among whole numbers above 0 and at least 1 are the same.
  const isWhole = types?.every((type) => type === 'integer') === true
  if (isWhole) return { at: Math.max(Math.ceil(at), Math.floor(beyond) + 1), isExcluded: false }
  return beyond >= at && beyond > -Infinity ? { at: beyond, isExcluded: true } : { at, isExcluded: false }
}

/** Above zero where the second is tighter, below where it is looser. */
const tightness = (before: End, after: End): number =>
  difference(after.at, before.at) || Number(after.isExcluded) - Number(before.isExcluded)

function said(keywords: JsonObject, words: readonly string[]): JsonObject | undefined {
  const parts = Object.entries(keywords).filter(([word]) => words.includes(word))
  return parts.length === 0 ? undefined : Object.fromEntries(parts)
}

function* boundChange(
  site: Site,
  word: string,
  tighter: number,
  before: Json | undefined,
  after: Json | undefined,
): Generator<Change> {
  const [from, to] = [JSON.stringify(before ?? null), JSON.stringify(after ?? null)]
  const detail = `${word} was ${from}, is ${to}`
  if (tighter > 0) yield changeAt(site, 'bound-tightened', 'narrower', detail, before, after)
  if (tighter < 0) yield changeAt(site, 'bound-loosened', 'wider', detail, before, after)
}

function* compareUnique(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [before['uniqueItems'] === true, after['uniqueItems'] === true]
  yield* boundChange(site, 'uniqueItems', Number(present) - Number(old), old, present)
}

/** Multiples of 6 are multiples of 3: the wider one divides the narrower. */
function* compareMultiples(site: Site, before: number | undefined, after: number | undefined): Generator<Change> {
  if (before === after) return
  if (before === undefined || (after !== undefined && after % before === 0)) {
    yield* boundChange(site, 'multipleOf', 1, before, after)
  } else if (after === undefined || before % after === 0) yield* boundChange(site, 'multipleOf', -1, before, after)
  else yield changeAt(site, 'format-changed', 'broken', 'another multipleOf', before, after)
}
