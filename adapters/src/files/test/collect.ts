import type { Page, ProductionReader, ProductionRow, RefusedRow } from '../../port.ts'

const allDays = { days: { from: '1900-01-01', to: '2100-01-01' } }

interface Collected {
  readonly rows: ProductionRow[]
  readonly refused: RefusedRow[]
  readonly pages: readonly Page<ProductionRow>[]
}

/** Every figure of a source, page after page. */
export async function collectFigures(source: { readonly production: ProductionReader }): Promise<Collected> {
  const pages: Page<ProductionRow>[] = []
  for await (const page of source.production.readProduction(allDays, new AbortController().signal)) pages.push(page)
  return { rows: pages.flatMap(({ rows }) => rows), refused: pages.flatMap(({ refused }) => refused), pages }
}
