/**
 * Random numbers without state: the same keys always give the same number, so that any process can look up any
 * instant in any order and tell the same truth.
 */

const goldenRatio32 = 0x9e3779b9

/** One round of the murmur3 finaliser: every bit of the key moves every bit of the answer. */
function scramble(bits: number): number {
  let mixed = bits | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** An unsigned 32-bit hash of up to three integers under a seed. */
export function hashOf(seed: number, a: number, b = 0, c = 0): number {
  let hash = scramble(seed ^ goldenRatio32)
  hash = scramble(hash ^ Math.imul(a, 0xcc9e2d51))
  hash = scramble((hash + goldenRatio32) ^ Math.imul(b, 0x1b873593))
  hash = scramble((hash + goldenRatio32) ^ Math.imul(c, 0xe6546b64))
  return hash >>> 0
}

/** Evenly spread in [0, 1). */
export function uniform(seed: number, a: number, b = 0, c = 0): number {
  return hashOf(seed, a, b, c) / 4_294_967_296
}

/** Standard normal to the eye: the sum of four even numbers, so never beyond ±3.5. */
export function gaussian(seed: number, a: number, b = 0, c = 0): number {
  const first = hashOf(seed, a, b, c)
  const second = scramble(first + goldenRatio32) >>> 0
  const sum = (first & 0xffff) + (first >>> 16) + (second & 0xffff) + (second >>> 16)
  return (sum / 65_536 - 2) * 1.732
}

/** Varies without a jump along `position`, about one swing for each unit of it, in (−1, 1). */
export function wander(seed: number, a: number, position: number): number {
  const step = Math.floor(position)
  const share = position - step
  const ease = share * share * (3 - 2 * share)
  const from = uniform(seed, a, step)
  return 2 * (from + (uniform(seed, a, step + 1) - from) * ease) - 1
}

/** A waiting time of the given mean whose chance doesn't depend on how long one has waited. */
export function exponential(mean: number, seed: number, a: number, b = 0, c = 0): number {
  return -mean * Math.log(1 - uniform(seed, a, b, c))
}

/** A seed of its own for each use, so that two uses with equal keys don't move together. */
export function seedFor(seed: number, use: string): number {
  let hash = seed | 0
  for (const letter of use) hash = scramble(Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0))
  return hash >>> 0
}
