import type { WellType } from '@tieback/contracts'
import type { RefusedRow, SourceNode } from '../../port.ts'
import type { TableRow } from '../csv-table.ts'
import { readFacilities, readFields, readWellbores, type SodirFiles, type WellboreColumn } from './sodir-tables.ts'

export const sodirNamespace = 'npd'

const shelf = node('shelf:norwegian', 'asset', 'Norwegian continental shelf', null)

export const fieldObjectId = (id: string) => `field:${id}`

interface Facility {
  readonly id: string
  readonly name: string
  wellbores: number
  /** How many of its wellbores each field has. */
  readonly fields: Map<string, number>
  mainArea: string
}

/**
 * The shelf as one asset, its fields as hubs, their production facilities, and the wellbores.
 *
 * A facility that serves several fields stands under the one with most of its wellbores. A wellbore without a facility
 * stands under its field, one without a field under its facility.
 */
export async function readSodirNodes(
  files: SodirFiles,
  sourceId: string,
  signal: AbortSignal,
): Promise<{ nodes: SourceNode[]; refused: RefusedRow[] }> {
  const fields = new Map<string, SourceNode>()
  for await (const { text } of readFields(files.fields, sourceId, signal)) addField(fields, text('id'), text('name'))
  const wellbores: TableRow<WellboreColumn>[] = []
  const facilities = new Map<string, Facility>()
  for await (const row of readWellbores(files.wellbores, sourceId, signal)) {
    wellbores.push(row)
    // The overview of fields leaves out a few that wellbores belong to.
    addField(fields, row.text('fieldId'), row.text('field'))
    addWellbore(facilities, row)
  }
  if (files.facilities !== null) {
    const fieldNames = new Map([...fields].map(([id, { name }]) => [name.toLowerCase(), id]))
    for await (const { text } of readFacilities(files.facilities, sourceId, signal)) {
      const facility = getFacility(facilities, text('id'), text('name'))
      facility.mainArea ||= text('mainArea')
      const [first = ''] = text('fields').split('|')
      const field = fieldNames.get(first.toLowerCase())
      if (facility.fields.size === 0 && field !== undefined) facility.fields.set(field, 0)
    }
  }
  const objectIds = nameFacilities(facilities)
  const wells = wellbores.map((row) => toWell(row, objectIds))
  return {
    nodes: [
      shelf,
      ...fields.values(),
      ...[...facilities].map(([key, facility]) => toFacility(facility, objectIds.get(key) ?? key)),
      ...wells.flatMap((read) => ('well' in read ? [read.well] : [])),
    ],
    refused: wells.flatMap((read) => ('refused' in read ? [read.refused] : [])),
  }
}

function addField(fields: Map<string, SourceNode>, id: string, name: string): void {
  if (id !== '' && !fields.has(id)) fields.set(id, node(fieldObjectId(id), 'hub', name, shelf.objectId))
}

/** Facilities are told apart by id and name: the register gives one id to several in two places. */
const facilityKey = (id: string, name: string) => `${id}/${name}`

function getFacility(facilities: Map<string, Facility>, id: string, name: string): Facility {
  const key = facilityKey(id, name)
  const facility = facilities.get(key) ?? { id, name, wellbores: 0, fields: new Map<string, number>(), mainArea: '' }
  facilities.set(key, facility)
  return facility
}

function addWellbore(facilities: Map<string, Facility>, { text }: TableRow<WellboreColumn>): void {
  if (text('facilityId') === '') return
  const facility = getFacility(facilities, text('facilityId'), text('facility'))
  facility.wellbores += 1
  facility.mainArea ||= text('mainArea')
  if (text('fieldId') !== '') facility.fields.set(text('fieldId'), (facility.fields.get(text('fieldId')) ?? 0) + 1)
}

/** Object ids by key. Of several that share a register id, the one with most wellbores has the plain id, the others their name behind it. */
function nameFacilities(facilities: ReadonlyMap<string, Facility>): Map<string, string> {
  const objectIds = new Map<string, string>()
  for (const sharing of Map.groupBy(facilities.values(), ({ id }) => id).values()) {
    const sorted = sharing.toSorted((a, b) => b.wellbores - a.wellbores || a.name.localeCompare(b.name))
    sorted.forEach(({ id, name }, index) => {
      objectIds.set(facilityKey(id, name), index === 0 ? `facility:${id}` : `facility:${id}:${name}`)
    })
  }
  return objectIds
}

function toFacility({ id, name, fields, mainArea }: Facility, objectId: string): SourceNode {
  const [main] = [...fields].toSorted(([a, countA], [b, countB]) => countB - countA || a.localeCompare(b))
  const parent = main === undefined ? shelf.objectId : fieldObjectId(main[0])
  return { ...node(objectId, 'facility', name, parent), attributes: withValues({ npdid: id, mainArea }) }
}

function toWell(
  { text, line, source }: TableRow<WellboreColumn>,
  facilityIds: ReadonlyMap<string, string>,
): { well: SourceNode } | { refused: RefusedRow } {
  const id = text('id')
  const facilityId = facilityIds.get(facilityKey(text('facilityId'), text('facility')))
  const parent = facilityId ?? (text('fieldId') === '' ? shelf.objectId : fieldObjectId(text('fieldId')))
  if (id === '' || text('name') === '') {
    const message = `Line ${line} of the wellbores has no id or no name.`
    return { refused: { dataset: 'sodir-wellbores', key: `line ${line}`, reason: 'wrong-shape', message, row: source } }
  }
  const attributes = withValues({
    npdid: id,
    well: text('well'),
    operator: text('operator'),
    licence: text('licence'),
    status: text('status'),
    purpose: text('purpose'),
    content: text('content'),
    entryDate: text('entryDate'),
    completionDate: text('completionDate'),
    mainArea: text('mainArea'),
  })
  const wellType = wellTypeOf(text('purpose'), text('content'))
  return { well: { ...node(`wellbore:${id}`, 'well', text('name'), parent), wellType, attributes } }
}

/** By what the wellbore is for and what it holds; of several contents the first named counts. */
function wellTypeOf(purpose: string, content: string): WellType {
  const [first = ''] = content.toUpperCase().split('/')
  if (purpose.toUpperCase() === 'PRODUCTION') {
    return first === 'OIL' ? 'oil-producer' : first === 'GAS' ? 'gas-producer' : 'other'
  }
  if (purpose.toUpperCase() === 'INJECTION') {
    return first === 'WATER' ? 'water-injector' : first === 'GAS' || first === 'CO2' ? 'gas-injector' : 'other'
  }
  return 'other'
}

function withValues(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''))
}

function node(objectId: string, kind: SourceNode['kind'], name: string, parentObjectId: string | null): SourceNode {
  return {
    objectId,
    kind,
    name,
    code: null,
    parentObjectId,
    wellType: null,
    validFrom: null,
    validTo: null,
    attributes: {},
  }
}
