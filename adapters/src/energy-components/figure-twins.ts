import type { ProductionRow, RefusedRow } from '../port.ts'
import type { NamedProductionDataset } from './mapping.ts'
import type { EcRow } from './wire.ts'

/** What is to become of a figure that another dataset may have given before. */
export type TwinVerdict = 'take' | 'repeats' | { readonly refused: RefusedRow }

/**
 * Finds figures that two datasets of a reading both give, as two data classes on one table do. The dataset that stands
 * first in the mapping is taken.
 */
export interface FigureTwins {
  judge(figure: ProductionRow, dataset: NamedProductionDataset, row: EcRow): TwinVerdict
}

/** Figures remembered of one reading: about 50 MB. A reading of more forgets those met first. */
const figuresHeldMax = 300_000

const kindsOf = ({ grain, fields }: NamedProductionDataset): string[] =>
  fields.map(({ quantity, measure }) => `${grain}/${quantity}/${measure}`)

export function createFigureTwins(datasets: readonly NamedProductionDataset[]): FigureTwins {
  const kinds = datasets.flatMap(kindsOf)
  const shared = new Set(kinds.filter((kind, index) => kinds.indexOf(kind) !== index))
  const taken = new Map<string, { readonly dataset: string; readonly value: number | null }>()
  return {
    judge(figure, { name, grain }, row) {
      const { objectId, day, quantity, measure, value } = figure
      if (!shared.has(`${grain}/${quantity}/${measure}`)) return 'take'
      const key = `${objectId}/${day}/${quantity}/${measure}`
      const before = taken.get(`${grain}/${key}`)
      if (before === undefined || before.dataset === name) {
        taken.set(`${grain}/${key}`, { dataset: name, value })
        forgetOldest(taken)
        return 'take'
      }
      if (before.value === value) return 'repeats'
      const message = `${key}: ${before.dataset} gives ${before.value ?? 'nothing'}, ${name} ${value ?? 'nothing'}. The first was taken in; take the field out of one of the two.`
      const dataset = `${before.dataset}+${name}`
      return { refused: { dataset, key, reason: 'ambiguous', message, row, subject: { objectId, day } } }
    },
  }
}

function forgetOldest(taken: Map<string, unknown>): void {
  if (taken.size <= figuresHeldMax) return
  const oldest = taken.keys().next()
  if (oldest.done !== true) taken.delete(oldest.value)
}

/** The datasets in groups that share no figure, each in the mapping's order: such groups can be read at the same time. */
export function groupBySharedFigures(
  datasets: readonly NamedProductionDataset[],
): readonly (readonly NamedProductionDataset[])[] {
  const groups: { readonly marks: Set<string>; readonly datasets: NamedProductionDataset[] }[] = []
  for (const dataset of datasets) {
    // Datasets of one class go together too, so that it is read once.
    const marks = new Set([...kindsOf(dataset), `class ${dataset.class}`])
    const touched = groups.filter((group) => [...marks].some((mark) => group.marks.has(mark)))
    const [first = { marks: new Set<string>(), datasets: [] }, ...others] = touched
    if (touched.length === 0) groups.push(first)
    for (const group of others) {
      group.marks.forEach((mark) => first.marks.add(mark))
      first.datasets.push(...group.datasets)
      groups.splice(groups.indexOf(group), 1)
    }
    marks.forEach((mark) => first.marks.add(mark))
    first.datasets.push(dataset)
  }
  const order = new Map(datasets.map((dataset, index) => [dataset, index]))
  return groups.map((group) => group.datasets.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)))
}
