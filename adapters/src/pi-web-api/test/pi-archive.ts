import type { Script, ScriptedAnswer } from '../../http/test/scripted-server.ts'
import { parsePiMapping } from '../mapping.ts'
import { createPiWebApiSource } from '../pi-web-api-source.ts'
import { pathWebId, pointPath } from '../web-id.ts'

export interface ArchivedValue {
  readonly Timestamp: string
  readonly Value: unknown
  readonly Good?: boolean
  readonly [extra: string]: unknown
}

export interface PiArchive {
  readonly series: Readonly<Record<string, readonly ArchivedValue[]>>
  /** The server's own limit of values in one call. */
  readonly itemsMax?: number
  /** Whether the limit holds for the whole call or for each stream. */
  readonly limitCounts?: 'call' | 'stream'
}

export const dataServer = 'PISRV01'
export const webIdOf = (tag: string) => pathWebId('point', pointPath(dataServer, tag)) ?? `F1DP${tag}`

/** What `/streamsets/recorded` does: both ends included, cut off silently at maxCount for each stream. */
function answerRecorded(archive: PiArchive, query: URLSearchParams): ScriptedAnswer {
  const maxCount = Number(query.get('maxCount') ?? 1000)
  const webIds = query.getAll('webId')
  const { itemsMax = Infinity, limitCounts = 'stream' } = archive
  if (maxCount * (limitCounts === 'call' ? webIds.length : 1) > itemsMax) {
    return {
      status: 400,
      body: { Errors: [`Parameter 'maxCount' is greater than the maximum allowed (${itemsMax}).`] },
    }
  }
  const tags = new Map(Object.keys(archive.series).map((tag) => [webIdOf(tag), tag]))
  const start = ticks(query.get('startTime') ?? '')
  const end = ticks(query.get('endTime') ?? '')
  const items = webIds.map((webId) => {
    const tag = tags.get(webId)
    if (tag === undefined) return { WebId: webId, Errors: [`Not found: '${webId}'.`] }
    const values = (archive.series[tag] ?? []).filter(
      ({ Timestamp }) => ticks(Timestamp) >= start && ticks(Timestamp) <= end,
    )
    return {
      WebId: webId,
      Name: tag,
      Path: pointPath(dataServer, tag),
      Items: values.slice(0, maxCount).map((value) => ({ Good: true, ...value })),
    }
  })
  return { body: { Links: {}, Items: items } }
}

/** Timestamps compare as texts once all have seven decimals. */
function ticks(text: string): string {
  const [seconds = '', fraction = ''] = text.replace('Z', '').split('.')
  return `${seconds}.${fraction.padEnd(7, '0')}`
}

export function archiveScript(archive: PiArchive): Script {
  return ({ path, query }) =>
    path === '/piwebapi/streamsets/recorded'
      ? answerRecorded(archive, query)
      : { status: 404, body: { Errors: [`Not found: ${path}`] } }
}

type Overrides = Partial<Parameters<typeof createPiWebApiSource>[0]>

export function createTestSource(baseUrl: string, overrides: Overrides = {}) {
  const mapping = parsePiMapping({
    dataServer,
    nodes: { namespace: 'field', keyKind: 'code' },
    tags: [
      {
        match: '^(?<node>[A-Z]-\\d+)\\.WHP$',
        quantity: 'wellhead_pressure',
        name: 'Wellhead pressure',
        unit: 'bar',
        gauge: true,
        interpolation: 'linear',
      },
      {
        match: '^(?<node>.*)\\.WHT$',
        quantity: 'wellhead_temperature',
        name: 'Wellhead temperature',
        interpolation: 'linear',
        expectedPeriod: '5min',
      },
    ],
  })
  return createPiWebApiSource({
    id: 'pi-test',
    name: 'PI under test',
    baseUrl: `${baseUrl}/piwebapi`,
    timeoutMs: 5_000,
    mapping,
    ...overrides,
  })
}
