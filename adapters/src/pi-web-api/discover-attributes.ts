import { SourceError } from '../source-error.ts'
import type { PiRead } from './client.ts'
import { findNamed } from './discover-points.ts'
import { type Found, type SourceSeries, toFound } from './found.ts'
import type { AssetMapping } from './mapping.ts'
import { isBatchRefusal } from './pi-status-error.ts'
import { isLastPage, pageQuery, readPages } from './read-pages.ts'
import type { ReadTools } from './read-tools.ts'
import { type Attribute, Attributes, type Element, Elements, NamedObject } from './wire.ts'

const numericTypes = new Set(['Byte', 'Int16', 'Int32', 'Int64', 'Single', 'Double'])

/** What an attribute's data reference is called where a point is behind it. */
const pointReference = 'PI Point'

const elementFields = 'Items.WebId;Items.Name;Items.Path;Items.TemplateName;Links.Next;WebException'
const attributeFields = [
  ...['WebId', 'Name', 'Path', 'Type', 'DefaultUnitsName', 'DefaultUnitsNameAbbreviation'].map(
    (name) => `Items.${name}`,
  ),
  ...['DataReferencePlugIn', 'ConfigString', 'IsExcluded'].map((name) => `Items.${name}`),
  'Links.Next',
  'WebException',
].join(';')

/** All attributes of the elements of the mapping's database, or of what is below one of its elements, some elements at a time. */
export async function* discoverAttributes(assets: AssetMapping, tools: ReadTools): AsyncGenerator<Found[]> {
  const { config, directory, shapes } = tools
  for await (const elements of readElements(assets, tools)) {
    for await (const attributes of readAttributes(elements, tools)) {
      const [first] = attributes
      if (first !== undefined) shapes.note('attributes', first)
      yield attributes.map((attribute) => {
        directory.learn(attribute.Path, { webId: attribute.WebId, isFuture: null })
        return toFoundAttribute(attribute, config.mapping)
      })
    }
  }
}

async function* readElements(assets: AssetMapping, tools: ReadTools): AsyncGenerator<Element[]> {
  const query = [
    ['searchFullHierarchy', 'true'],
    ['webIdType', 'IDOnly'],
    ['selectedFields', elementFields],
  ] as const
  if (assets.root === undefined) {
    const server = await findNamed('/assetservers', assets.server, 'asset server', tools)
    const databases = `/assetservers/${server}/assetdatabases`
    const database = await findNamed(databases, assets.database, 'database', tools)
    yield* readPages({ path: `/assetdatabases/${database}/elements`, query }, Elements, tools)
    return
  }
  const path = `\\\\${assets.server}\\${assets.database}\\${assets.root}`
  const rootQuery = [
    ['path', path],
    ['webIdType', 'IDOnly'],
    ['selectedFields', 'WebId;Name;Path;WebException'],
  ] as const
  const root = await tools.client.get({ path: '/elements', query: rootQuery }, NamedObject, tools.signal)
  yield [root]
  yield* readPages({ path: `/elements/${root.WebId}/elements`, query }, Elements, tools)
}

/** Attributes of elements, those of many in one call; of one that has more than a page, the rest page by page. */
async function* readAttributes(elements: readonly Element[], tools: ReadTools): AsyncGenerator<Attribute[]> {
  const size = Math.max(1, tools.config.requestsPerBatch)
  for (let start = 0; start < elements.length; start += size) {
    const part = elements.slice(start, start + size)
    const answers = await readFirstPages(part, tools)
    for (const [index, answer] of answers.entries()) {
      if (answer instanceof SourceError) throw answer
      yield answer.Items
      const element = part[index]
      if (element !== undefined && !isLastPage(answer)) yield* readFurtherPages(element, answer.Items.length, tools)
    }
  }
}

async function readFirstPages(elements: readonly Element[], { client, config, signal }: ReadTools) {
  const reads = elements.map((element) => attributesRead(element, 0))
  if (config.requestsPerBatch > 0) {
    try {
      return await client.getAll(reads, Attributes, signal)
    } catch (error) {
      if (!isBatchRefusal(error)) throw error
    }
  }
  return await Promise.all(reads.map((read) => client.get(read, Attributes, signal)))
}

async function* readFurtherPages(element: Element, from: number, tools: ReadTools): AsyncGenerator<Attribute[]> {
  for (let startIndex = from; ;) {
    const page = await tools.client.get(attributesRead(element, startIndex), Attributes, tools.signal)
    yield page.Items
    startIndex += page.Items.length
    if (page.Items.length === 0 || isLastPage(page)) return
  }
}

function attributesRead({ WebId }: Element, startIndex: number): PiRead {
  return {
    path: `/elements/${WebId}/attributes`,
    query: [
      ...pageQuery(startIndex),
      // Attributes of attributes too, such as limits and targets.
      ['searchFullHierarchy', 'true'],
      ['webIdType', 'IDOnly'],
      ['selectedFields', attributeFields],
    ],
  }
}

function toFoundAttribute(attribute: Attribute, mapping: ReadTools['config']['mapping']): Found {
  const { Path: sourceKey, Type, DataReferencePlugIn, IsExcluded } = attribute
  if (IsExcluded === true) return {}
  // Without a point behind it an attribute is a constant or a formula: nothing of it is archived.
  const isStream = DataReferencePlugIn === pointReference
  const holds = !isStream
    ? 'other'
    : numericTypes.has(Type)
      ? 'numbers'
      : Type === 'EnumerationValue'
        ? 'states'
        : 'other'
  const series: SourceSeries = {
    sourceKey,
    dataset: 'attributes',
    type: isStream ? Type : `${Type} without a PI point behind it`,
    holds,
    unit: attribute.DefaultUnitsNameAbbreviation ?? attribute.DefaultUnitsName ?? '',
    instrument: null,
    row: attribute,
  }
  return toFound(series, mapping)
}
