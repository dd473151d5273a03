import type { HeldRow, ProductionRow, RefusedRow } from '../port.ts'

interface Figures {
  readonly rows: readonly ProductionRow[]
  readonly refused: readonly RefusedRow[]
}

const figureKey = /\/([a-z_]+\/[a-z]+)$/

/** The quantity and measure that a key such as `W1/2024-03-13/oil_production/allocated` ends with; null where a row was refused whole. */
const kindOf = (key: string): string | null => figureKey.exec(key)?.[1] ?? null

/**
 * Of what a row gives now, what its refusal was about. The other figures of a row that was refused for one of them were
 * taken in then, and may have been followed by newer ones. A row that was refused whole gives all it has.
 */
export function keepHeldFigure({ rows, refused }: Figures, { key }: Pick<HeldRow, 'key'>): Figures {
  const kind = kindOf(key)
  if (kind === null) return { rows, refused }
  return {
    rows: rows.filter(({ quantity, measure }) => `${quantity}/${measure}` === kind),
    // A row that is refused whole now is refused under the key that it is held by.
    refused: refused.flatMap((one) =>
      kindOf(one.key) === null ? [{ ...one, key }] : kindOf(one.key) === kind ? [one] : [],
    ),
  }
}
