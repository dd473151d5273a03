import { trustCaFile } from '../http/trust-ca-file.ts'
import type { Discovery, ProductionReader, RefusedRow, Source, SourceNode } from '../port.ts'
import { createEcClient } from './client.ts'
import { EnergyComponentsSettings } from './config.ts'
import { nodeColumns, toNode } from './nodes.ts'
import { defermentReader, readEvents, wellTestReader } from './read-events.ts'
import { readProduction, type Site } from './read-production.ts'
import { createRemap } from './remap.ts'
import { createColumnGuard } from './rows.ts'
import { createUnitWatch } from './unit-watch.ts'

/**
 * An Energy Components site behind the port: a system of record, so it has nodes, a calendar and production.
 *
 * throws  ZodError where a setting is wrong; Error where caFile can't be read. Nothing is sent before the first call
 */
export function createEnergyComponentsSource(
  settings: EnergyComponentsSettings,
): Source & { readonly production: ProductionReader } {
  const config = EnergyComponentsSettings.parse(settings)
  if (config.caFile !== undefined) trustCaFile(config.caFile)
  const { mapping } = config
  const client = createEcClient(config)
  const site: Site = { client, config, watch: createUnitWatch(mapping.datasets.production) }
  return {
    id: config.id,
    name: config.name,
    kind: 'energy-components',
    namespace: mapping.namespace,
    async check(signal) {
      // The contract has no page that says who answers: one object proves the address, the credentials and the mapping.
      const [first] = mapping.nodes
      if (first !== undefined) {
        const rows = await client.readFirst(first.class, { pageSize: '1' }, signal)
        createColumnGuard(nodeColumns(first), first.class, config.id)(rows)
      }
      return { product: 'Energy Components', version: null }
    },
    discover: (signal) => discover(site, signal),
    production: {
      readProduction: (request, signal) => readProduction(site, request, signal),
      readDeferments: (request, signal) => readEvents(site, defermentReader(mapping), request, signal),
      readWellTests: (request, signal) => readEvents(site, wellTestReader(mapping), request, signal),
      remap: createRemap(mapping),
    },
    limits: client.guard.limits,
    readCalls: () => client.guard.readCalls(),
    quietUntil: (now) => client.guard.quietUntil(now),
    takeWireShapes: () => client.takeWireShapes(),
    close: () => Promise.resolve(),
  }
}

async function discover({ client, config }: Site, signal: AbortSignal): Promise<Discovery> {
  const nodes = new Map<string, SourceNode>()
  const refused: RefusedRow[] = []
  for (const nodeClass of config.mapping.nodes) {
    const guard = createColumnGuard(nodeColumns(nodeClass), nodeClass.class, config.id)
    for await (const { rows } of client.readRows(nodeClass.class, {}, signal)) {
      guard(rows)
      for (const row of rows) {
        const read = toNode(row, nodeClass)
        if ('refused' in read) refused.push(read.refused)
        // A reading that began anew gives its objects again, the later state last.
        else nodes.set(`${read.node.objectId}/${read.node.validFrom ?? ''}`, read.node)
      }
    }
  }
  return { calendar: config.mapping.calendar, nodes: [...nodes.values()], signals: [], refused }
}
