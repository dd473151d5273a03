import { expect, it } from 'vitest'
import { collectFigures } from './files/test/collect.ts'
import {
  createEnergyComponentsSource,
  createReplayTables,
  createVolveSource,
  parseEnergyComponentsMapping,
  type ProductionRow,
  type SourceNode,
} from './index.ts'
import { createReplayRows, startEcSimulator } from './simulators.ts'
import { describeOnSharedData } from './test/shared-data.ts'

const byKey = (rows: readonly ProductionRow[]) =>
  new Map(rows.map((row) => [`${row.objectId}/${row.day}/${row.quantity}/${row.measure}`, JSON.stringify(row)]))
const nodesByKey = (nodes: readonly SourceNode[]) =>
  new Map(nodes.map((node) => [`${node.objectId}/${node.validFrom ?? ''}`, node]))

describeOnSharedData('volve', 'the Volve history replayed by a system of record', (path) => {
  it('comes in over HTTP with the same nodes, calendar and figures as from the files', async () => {
    const { classes, mapping } = await createReplayTables(path)
    const simulator = await startEcSimulator({ rows: createReplayRows(classes), clock: { now: () => new Date() } })
    try {
      const replayed = createEnergyComponentsSource({
        id: 'ec-volve',
        name: 'Volve, replayed',
        baseUrl: simulator.baseUrl,
        mapping: parseEnergyComponentsMapping(mapping),
      })
      const files = createVolveSource({ path })
      const signal = new AbortController().signal
      const [overHttp, fromFiles] = [await collectFigures(replayed), await collectFigures(files)]
      expect(overHttp.rows).toHaveLength(fromFiles.rows.length)
      const expected = byKey(fromFiles.rows)
      expect([...byKey(overHttp.rows)].filter(([key, row]) => expected.get(key) !== row)).toEqual([])
      expect(overHttp.refused.map(({ key, reason }) => [key, reason]).toSorted()).toEqual(
        fromFiles.refused.map(({ key, reason }) => [key, reason]).toSorted(),
      )
      const [discovered, listed] = [await replayed.discover(signal), await files.discover(signal)]
      expect(nodesByKey(discovered.nodes)).toEqual(nodesByKey(listed.nodes))
      expect(discovered.calendar).toEqual(listed.calendar)
      expect(replayed.namespace).toBe(files.namespace)
    } finally {
      await simulator.stop()
    }
  })
})
