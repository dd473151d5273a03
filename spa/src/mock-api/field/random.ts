/** A number in [0, 1) that depends on its arguments alone: the same seed and keys give it on every machine. */
export function chance(seed: number, ...keys: readonly (string | number)[]): number {
  const text = keys.join('|')
  let hash = 0x811c9dc5 ^ seed
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  // Neighbouring keys differ in their last character only; mixing spreads that over all bits.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** A number in [low, high), drawn by its keys. */
export const between = (low: number, high: number, seed: number, ...keys: readonly (string | number)[]): number =>
  low + (high - low) * chance(seed, ...keys)

/** One of a list, drawn by its keys. */
export function pick<Item>(items: readonly Item[], seed: number, ...keys: readonly (string | number)[]): Item {
  const item = items[Math.floor(chance(seed, ...keys) * items.length)]
  if (item === undefined) throw new RangeError('there is nothing to pick from')
  return item
}

/** Seven letters and digits that stand for their keys. */
export const opaque = (seed: number, ...keys: readonly (string | number)[]): string =>
  Math.floor(chance(seed, ...keys) * 36 ** 6)
    .toString(36)
    .padStart(6, '0') + Math.floor(chance(seed, 'check', ...keys) * 36).toString(36)
