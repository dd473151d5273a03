import { hashOf, seedFor } from './noise.ts'

/** 32 hex digits, as systems of record print their opaque ids. */
export function objectIdOf(seed: number, level: 'asset' | 'hub' | 'facility' | 'well', index: number): string {
  const levelSeed = seedFor(seed, `object-id:${level}`)
  const parts = [0, 1, 2, 3].map((part) => hashOf(levelSeed, index, part))
  return parts
    .map((part) => part.toString(16).padStart(8, '0'))
    .join('')
    .toUpperCase()
}
