import type { apiContract, Change, ChangeKind, UnitSystem } from '@tieback/contracts'
import { displayUnit, toDisplay } from '@tieback/domain'
import { type FieldChange, keyOf, listFieldChanges } from '../field/changes.ts'
import type { MockApi } from '../mock-api.ts'
import { metaOf, openReading } from '../reading/reading.ts'
import { takePage } from '../tables/page.ts'

function toChange({ wellId: _, ...change }: FieldChange, unitSystem: UnitSystem): Change {
  const shown = (value: number | null): number | null =>
    value === null ? null : toDisplay(change.quantity, unitSystem, 'volume', value)
  return {
    ...change,
    unit: displayUnit(change.quantity, unitSystem, 'volume'),
    before: shown(change.before),
    after: shown(change.after),
  }
}

export const changeMocks: MockApi<typeof apiContract.changes> = {
  listChanges: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const { tree } = world.field
    const nodes = query.node === undefined ? tree.rows : tree.subtreeOf(tree.get(query.node))
    const wells = nodes.filter(({ kind }) => kind === 'well')
    const since = new Date(query.since)
    const { changes, newCount } = listFieldChanges(world.field, world.facts, wells, since, time.asOf)
    const page = takePage(changes, keyOf, query)
    const countOf = (kind: ChangeKind): number => changes.filter((change) => change.kind === kind).length
    return {
      status: 200,
      body: {
        data: {
          since: since.toISOString(),
          changes: page.rows.map((change) => toChange(change, query.unitSystem)),
          counts: {
            new: newCount,
            restated: countOf('restated'),
            status: countOf('status'),
            withdrawn: countOf('withdrawn'),
          },
          nextCursor: page.nextCursor,
        },
        meta: metaOf(world, time, { nodes, restsOn: ['production'], day: null }),
      },
    }
  },
}
