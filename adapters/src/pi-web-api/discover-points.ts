import { parseUnit } from '@tieback/domain'
import { SourceError } from '../source-error.ts'
import { toFound, type Found, type SourceSeries } from './found.ts'
import { readPages } from './read-pages.ts'
import type { ReadTools } from './read-tools.ts'
import { NamedObjects, type Point, Points } from './wire.ts'

const numericTypes = new Set(['Float16', 'Float32', 'Float64', 'Int16', 'Int32'])

const pointFields = ['WebId', 'Name', 'PointType', 'EngineeringUnits', 'Step', 'Future', 'Zero', 'Span']

/** All points of the mapping's data server, page by page. */
export async function* discoverPoints(tools: ReadTools): AsyncGenerator<Found[]> {
  const { config, directory, shapes } = tools
  const server = await findNamed('/dataservers', config.mapping.dataServer, 'data server', tools)
  const fields = pointFields.map((name) => `Items.${name}`)
  const query = [
    ['webIdType', 'IDOnly'],
    ['selectedFields', [...fields, 'Links.Next', 'WebException'].join(';')],
  ] as const
  for await (const points of readPages({ path: `/dataservers/${server}/points`, query }, Points, tools)) {
    const [first] = points
    if (first !== undefined) shapes.note('points', first)
    yield points.map((point) => {
      directory.learn(point.Name, { webId: point.WebId, isFuture: point.Future ?? null })
      return toFound(toSeries(point), config.mapping)
    })
  }
}

/**
 * The WebID of the object of a name in a listing, whatever the case.
 *
 * throws  SourceError `not_found` naming those that are visible
 */
export async function findNamed(
  path: string,
  name: string,
  what: string,
  { client, config, signal }: ReadTools,
): Promise<string> {
  const query = [['selectedFields', 'Items.WebId;Items.Name;WebException']] as const
  const { Items } = await client.get({ path, query }, NamedObjects, signal)
  const found = Items.find((item) => item.Name.toLowerCase() === name.toLowerCase())
  if (found !== undefined) return found.WebId
  const known = Items.map((item) => item.Name).join(', ') || 'none'
  throw new SourceError(
    'not_found',
    config.id,
    `No ${what} ${name} is visible to these credentials; visible: ${known}.`,
  )
}

function toSeries(point: Point): SourceSeries {
  const { Name: sourceKey, PointType: type } = point
  const holds = numericTypes.has(type) ? 'numbers' : type === 'Digital' ? 'states' : 'other'
  const instrument = holds === 'numbers' ? rangeOf(point) : null
  return { sourceKey, dataset: 'points', type, holds, unit: point.EngineeringUnits ?? '', instrument, row: point }
}

/** What a new point gets unless somebody says otherwise: nobody has said it of an instrument, save where it is a share. */
const spanDefault = 100

function rangeOf({ Zero: low, Span: span, EngineeringUnits }: Point): SourceSeries['instrument'] {
  if (low === undefined || low === null || span === undefined || span === null || !(span > 0)) return null
  const isDefault = low === 0 && span === spanDefault && parseUnit(EngineeringUnits ?? '')?.unit !== '%'
  return isDefault ? null : { low, high: low + span }
}
