import { datedValue, type Field } from '@tieback/sim'
import type { AssetAttribute, AssetElement, PiArchive, Point } from './archive.ts'

/** The simulated field's sensors, and its assets, hubs, facilities and wells as a tree. */
export function createFieldArchive(field: Field): PiArchive {
  let listed: { readonly day: number; readonly points: readonly Point[] } | null = null
  const listPoints = (nowMs: number): readonly Point[] => {
    // Tags are made and renamed where a day starts.
    const day = field.days.indexAt(nowMs)
    if (listed?.day !== day) {
      const tags = field.tags.filter(({ createdMs }) => createdMs <= nowMs)
      listed = { day, points: tags.map((tag) => ({ tag, name: field.tagName(tag, nowMs) })) }
    }
    return listed.points
  }
  return { events: field.sensors, listPoints, listAssets: (nowMs) => treeOf(field, listPoints(nowMs), nowMs) }
}

function treeOf(field: Field, points: readonly Point[], nowMs: number): AssetElement[] {
  const { topology, days } = field
  const day = days.indexAt(nowMs)
  const byOwner = Map.groupBy(points, ({ tag: { owner } }) => `${owner.level} ${owner.index}`)
  const attributes = (level: 'well' | 'facility', index: number): AssetAttribute[] =>
    (byOwner.get(`${level} ${index}`) ?? []).map((point) => ({ name: point.tag.sort.descriptor, point }))
  const wells = (facility: number): AssetElement[] =>
    topology.wells
      .filter((well) => datedValue(well.facilities, day) === facility && byOwner.has(`well ${well.index}`))
      .map((well) => element(field.wellCode(well, nowMs), 'Well', attributes('well', well.index), []))
  const facilities = (hub: number): AssetElement[] =>
    topology.facilities
      .filter((facility) => facility.hub === hub)
      .map(({ name, index }) => element(name, 'Facility', attributes('facility', index), wells(index)))
  const hubs = (asset: number): AssetElement[] =>
    topology.hubs
      .filter((hub) => hub.asset === asset)
      .map(({ name, index }) => element(name, 'Hub', [], facilities(index)))
  return topology.assets.map(({ name, index }) => element(name, 'Asset', [], hubs(index)))
}

/** Each element has a constant too, which is an attribute and no stream. */
function element(
  name: string,
  template: string,
  attributes: readonly AssetAttribute[],
  elements: readonly AssetElement[],
): AssetElement {
  return { name, template, attributes: [...attributes, { name: 'Template version', point: null }], elements }
}
