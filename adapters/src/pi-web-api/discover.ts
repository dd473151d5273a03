import type { Discovery } from '../port.ts'
import { discoverAttributes } from './discover-attributes.ts'
import { discoverPoints } from './discover-points.ts'
import type { Found } from './found.ts'
import type { ReadTools } from './read-tools.ts'

/** Every series that one of the mapping's patterns names, as a signal. What matches none is only counted. */
export async function discoverSignals(tools: ReadTools): Promise<Discovery> {
  const { tags, assets } = tools.config.mapping
  const found: Found[] = []
  if (tags.length > 0) for await (const part of discoverPoints(tools)) found.push(...part)
  if (assets !== undefined) for await (const part of discoverAttributes(assets, tools)) found.push(...part)
  return {
    calendar: null,
    nodes: [],
    signals: found.flatMap(({ signal }) => signal ?? []),
    refused: found.flatMap(({ refused }) => refused ?? []),
    unmatchedSignals: found.filter(({ signal, refused }) => signal === undefined && refused === undefined).length,
  }
}
