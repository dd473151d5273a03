/** How far apart the numbers of two nodes lie at least. */
const numberStep = 100_000_000

/** Numbers that one node can have. */
const slotsMax = 100

/** Spreads the numbers of nodes so that a sum, a difference or a mean of some is hardly ever the number of another. */
const scatter = (place: number): number => {
  const mixed = Math.imul(place ^ 0x9e3779b9, 0x85ebca6b)
  return (Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 0) % numberStep
}

/** A number that tells which node it is of, wherever it stands. */
export function numberOf(index: number, slot: number): number {
  if (slot < 0 || slot >= slotsMax) throw new RangeError(`a node has ${slotsMax} numbers, not number ${slot}`)
  const place = (index + 1) * slotsMax + slot
  return place * numberStep + scatter(place)
}

/** A word that tells which node it is of. What is of an event may go to whom it takes down, so it has a word of its own. */
export const textOf = (index: number, of: 'node' | 'event' = 'node'): string => `${of}q${index}q`

export interface FoundMarks {
  readonly nodes: ReadonlySet<number>
  readonly events: ReadonlySet<number>
}

/** Every node that a text tells anything of by word or number, by its index. */
export function findMarks(text: string): FoundMarks {
  const nodes = new Set<number>()
  const events = new Set<number>()
  for (const [, of, index] of text.matchAll(/(node|event)q(\d+)q/g)) (of === 'node' ? nodes : events).add(Number(index))
  for (const [digits] of text.matchAll(/(?<![\d.])\d{10,14}(?![\d.])/g)) {
    const value = Number(digits)
    const place = Math.floor(value / numberStep)
    if (place >= slotsMax && value % numberStep === scatter(place)) nodes.add(Math.floor(place / slotsMax) - 1)
  }
  return { nodes, events }
}
