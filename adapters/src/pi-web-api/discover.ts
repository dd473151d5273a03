import type { Discovery, RefusedRow, SourceSignal } from '../port.ts'
import { SourceError } from '../source-error.ts'
import type { PiClient } from './client.ts'
import type { PiWebApiConfig } from './config.ts'
import { type PiMapping, type TagRule, unitFromSource } from './mapping.ts'
import { DataServers, type Point, Points } from './wire.ts'

/** Points in one answer: the server's own default. */
const pointsPerPage = 1000

/** Most points read of one server; beyond it the mapping's data server is surely not the one meant. */
const pointsMax = 2_000_000

const numericTypes = new Set(['Float16', 'Float32', 'Float64', 'Int16', 'Int32'])

/** All points of the mapping's data server that one of its patterns names, as signals. Tags that match none are only counted. */
export async function discoverSignals(
  client: PiClient,
  config: PiWebApiConfig,
  signal: AbortSignal,
): Promise<Discovery> {
  const signals: SourceSignal[] = []
  const refused: RefusedRow[] = []
  let unmatchedSignals = 0
  const serverId = await findDataServer(client, config, signal)
  for await (const points of readPoints(client, serverId, signal)) {
    for (const point of points) {
      const found = toSignal(point, config.mapping)
      if (found === null) unmatchedSignals += 1
      else if ('refused' in found) refused.push(found.refused)
      else signals.push(found.signal)
    }
  }
  return { calendar: null, nodes: [], signals, refused, unmatchedSignals }
}

async function findDataServer(client: PiClient, config: PiWebApiConfig, signal: AbortSignal): Promise<string> {
  const name = config.mapping.dataServer
  const { Items } = await client.get(
    '/dataservers',
    [['selectedFields', 'Items.WebId;Items.Name;WebException']],
    DataServers,
    signal,
  )
  const server = Items.find((item) => item.Name.toLowerCase() === name.toLowerCase())
  if (server !== undefined) return server.WebId
  const known = Items.map((item) => item.Name).join(', ') || 'none'
  throw new SourceError(
    'not_found',
    config.id,
    `No data server ${name} is visible to these credentials; visible: ${known}.`,
  )
}

async function* readPoints(client: PiClient, serverId: string, signal: AbortSignal): AsyncGenerator<Point[]> {
  const fields = 'Items.Name;Items.PointType;Items.EngineeringUnits;Items.Step;Links.Next;WebException'
  for (let startIndex = 0; startIndex < pointsMax;) {
    const query = [
      ['startIndex', String(startIndex)],
      ['maxCount', String(pointsPerPage)],
      ['selectedFields', fields],
    ] as const
    const page = await client.get(`/dataservers/${serverId}/points`, query, Points, signal)
    yield page.Items
    startIndex += page.Items.length
    // Links.Next is never followed: behind a proxy it names an inner host.
    const isLast = page.Items.length < pointsPerPage && page.Links?.Next === undefined
    if (isLast || page.Items.length === 0) return
  }
}

type Found = { readonly signal: SourceSignal } | { readonly refused: RefusedRow }

function toSignal(point: Point, mapping: PiMapping): Found | null {
  for (const rule of mapping.tags) {
    const match = rule.match.exec(point.Name)
    if (match !== null) return describe(point, rule, rule.node ?? match.groups?.['node'] ?? '', mapping)
  }
  return null
}

function describe(point: Point, rule: TagRule, node: string, mapping: PiMapping): Found {
  const refuse = (reason: RefusedRow['reason'], message: string): Found => ({
    refused: { dataset: 'points', key: point.Name, reason, message: `${point.Name}: ${message}`, row: point },
  })
  if (node === '')
    return refuse('unmapped-node', `matches ${rule.match.source}, whose group node is empty: mend the pattern.`)
  if (!numericTypes.has(point.PointType)) {
    return refuse('wrong-shape', `is a ${point.PointType} point; ${rule.quantity} needs a number: narrow the pattern.`)
  }
  const unit = rule.unit ?? unitFromSource(rule, point.EngineeringUnits ?? '')
  if (unit === null) {
    const text = JSON.stringify(point.EngineeringUnits ?? '')
    return refuse(
      'unknown-unit',
      `the mapping names no unit and the source's ${text} can't be read as one of ${rule.quantity}.`,
    )
  }
  return {
    signal: {
      sourceKey: point.Name,
      node: { ...mapping.nodes, value: node },
      name: rule.name,
      quantity: rule.quantity,
      ...unit,
      interpolation: rule.interpolation,
      expectedPeriodS: rule.expectedPeriodS,
    },
  }
}
