import { addDays } from '@tieback/domain'
import { createEcClient, type EcClient } from '../client.ts'
import { EnergyComponentsConnection, type EnergyComponentsConnectionSettings } from '../config.ts'
import type { EnergyComponentsMapping } from '../mapping.ts'
import { keyText } from '../rows.ts'
import { SourceError } from '../../source-error.ts'
import type { EcRow } from '../wire.ts'
import { checkDeferments, checkWellTests } from './check-events.ts'
import { checkMappingFile } from './check-mapping-file.ts'
import { checkNodes, checkTree, type NodeRows } from './check-nodes.ts'
import { checkProduction } from './check-production.ts'
import type { MappingFinding, Report } from './finding.ts'
import { eventColumnsOf, nodeColumnsOf, productionColumnsOf, reportLost, reportUnmapped } from './named-columns.ts'

export interface SiteToCheck {
  readonly connection: EnergyComponentsConnectionSettings
  readonly now: Date
  readonly signal: AbortSignal
}

/** Days before now that rows are looked at: enough for a mapping to be judged, few enough for one page. */
const daysLookedAt = 14
const rowsLookedAt = '2000'
/** Objects of one class at most; more than any site has. */
const objectsLookedAt = '5000'

const levels = ['error', 'warning', 'note'] as const

/**
 * What is missing or suspicious in a mapping file, worst first; none means that it fits.
 *
 * input   the file's text, or an object read from it
 * site    left out: the file is looked at alone; else rows of each class are held against it
 * throws  the signal's reason; a failure of the site is a finding
 * cost    one request for each class that the file names, two where it had no rows lately
 */
export async function checkEnergyComponentsMapping(
  input: unknown,
  site?: SiteToCheck,
): Promise<readonly MappingFinding[]> {
  const findings: MappingFinding[] = []
  const report: Report = (level, path, message) => findings.push({ level, path, message })
  const mapping = checkMappingFile(input, report)
  if (mapping !== null && site !== undefined) await checkSite(mapping, site, report)
  return levels.flatMap((level) => findings.filter((finding) => finding.level === level))
}

async function checkSite(mapping: EnergyComponentsMapping, site: SiteToCheck, report: Report): Promise<void> {
  const client = createEcClient(EnergyComponentsConnection.parse(site.connection))
  const { datasets } = mapping
  try {
    const nodes: NodeRows[] = []
    for (const [index, nodeClass] of mapping.nodes.entries()) {
      const path = `nodes.${index}`
      const rows = await readClass(nodeClass.class, path, report, () =>
        client.readFirst(nodeClass.class, { pageSize: objectsLookedAt }, site.signal),
      )
      if (rows === null) continue
      nodes.push({ path, nodeClass, rows })
      checkNodes({ path, nodeClass, rows }, report)
      if (rows.length > 0) reportLost(nodeColumnsOf(path, nodeClass), rows, nodeClass.class, report)
    }
    const figured = await checkDatasets(mapping, client, site, report)
    checkTree(nodes, figured, report)
    for (const [name, dataset] of Object.entries({ deferment: datasets.deferment, wellTest: datasets.wellTest })) {
      if (dataset === null) continue
      const path = `datasets.${name}`
      const rows = await readClass(dataset.class, path, report, () => readLately(client, dataset.class, site))
      if (rows === null || isEmpty(rows, path, dataset.class, report)) continue
      reportLost(eventColumnsOf(path, dataset), rows, dataset.class, report)
      if ('categories' in dataset) checkDeferments(path, dataset, rows, mapping, report)
      else checkWellTests(path, dataset, rows, mapping, report)
    }
  } catch (error) {
    site.signal.throwIfAborted()
    if (!(error instanceof SourceError)) throw error
    report('error', 'connection', `${error.message} Nothing more could be checked.`)
  }
}

/** Checks all datasets, each class read once; gives the objects that have figures in each. */
async function checkDatasets(
  mapping: EnergyComponentsMapping,
  client: EcClient,
  site: SiteToCheck,
  report: Report,
): Promise<Map<string, Set<string>>> {
  const figured = new Map<string, Set<string>>()
  const classes = Map.groupBy(mapping.datasets.production, (dataset) => dataset.class)
  for (const [className, datasets] of classes) {
    const [first] = datasets
    const firstPath = `datasets.${first?.name ?? ''}`
    const rows = await readClass(className, firstPath, report, () => readLately(client, className, site))
    if (rows === null || isEmpty(rows, firstPath, className, report)) continue
    const named = datasets.map((dataset) => productionColumnsOf(`datasets.${dataset.name}`, dataset))
    for (const [index, dataset] of datasets.entries()) {
      const path = `datasets.${dataset.name}`
      reportLost(named[index] ?? [], rows, className, report, named.flat())
      checkProduction(path, dataset, rows, mapping, report)
      const ids = rows.map((row) => keyText(row[dataset.key.objectId])).filter((id) => id !== null)
      figured.set(path, new Set(ids))
    }
    reportUnmapped(firstPath, named.flat(), rows, className, report)
  }
  return figured
}

/** Null where the site has no such class, which is reported. */
async function readClass(
  className: string,
  path: string,
  report: Report,
  read: () => Promise<readonly EcRow[]>,
): Promise<readonly EcRow[] | null> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== 'not_found') throw error
    report(
      'error',
      `${path}.class`,
      `The site has no class ${className}, or these credentials don't see it. Give its name there.`,
    )
    return null
  }
}

/** Rows of the last days; the oldest there are where there are none. */
async function readLately(
  client: EcClient,
  className: string,
  { now, signal }: SiteToCheck,
): Promise<readonly EcRow[]> {
  const today = now.toISOString().slice(0, 10)
  const days = { fromDay: addDays(today, -daysLookedAt), toDay: addDays(today, 1), pageSize: rowsLookedAt }
  const rows = await client.readFirst(className, days, signal)
  return rows.length > 0 ? rows : await client.readFirst(className, { pageSize: rowsLookedAt }, signal)
}

function isEmpty(rows: readonly EcRow[], path: string, className: string, report: Report): boolean {
  if (rows.length === 0)
    report('warning', `${path}.class`, `${className} has no rows, so that nothing of it could be checked.`)
  return rows.length === 0
}
