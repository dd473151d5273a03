import { type ColumnNames, findFile, type FoundFile, getFile, readTable, type TableRow } from '../csv-table.ts'

/** Ours first, then the heads of the FactPages' own CSV exports. */
const fieldColumns = {
  id: ['npdid_field', 'fldNpdidField'],
  name: ['field', 'fldName'],
} as const satisfies ColumnNames<string>

const wellboreColumns = {
  id: ['npdid_wellbore', 'wlbNpdidWellbore'],
  name: ['wellbore', 'wlbWellboreName'],
  well: ['well', 'wlbWell'],
  fieldId: ['npdid_field', 'fldNpdidField'],
  field: ['field', 'wlbField'],
  facilityId: ['npdid_production_facility', 'fclNpdidFacilityProducing'],
  facility: ['production_facility', 'wlbProductionFacility'],
  operator: ['drilling_operator', 'wlbDrillingOperator'],
  licence: ['licence', 'wlbProductionLicence'],
  status: ['status', 'wlbStatus'],
  purpose: ['purpose', 'wlbPurpose'],
  content: ['content', 'wlbContent'],
  entryDate: ['entry_date', 'wlbEntryDate'],
  completionDate: ['completion_date', 'wlbCompletionDate'],
  mainArea: ['main_area', 'wlbMainArea'],
} as const satisfies ColumnNames<string>
export type WellboreColumn = keyof typeof wellboreColumns

const facilityColumns = {
  id: ['npdid_production_facility', 'fclNpdidFacility'],
  name: ['production_facility', 'fclName'],
  fields: ['fields', 'fclBelongsToName'],
  mainArea: ['main_area', 'fclMainArea'],
} as const satisfies ColumnNames<string>
export type FacilityColumn = keyof typeof facilityColumns

const productionColumns = {
  fieldId: ['npdid_field', 'prfNpdidInformationCarrier'],
  field: ['field', 'prfInformationCarrier'],
  month: ['month', 'prfMonth'],
  year: ['prfYear'],
  oil: ['oil_net_msm3', 'prfPrdOilNetMillSm3'],
  gas: ['gas_net_bsm3', 'prfPrdGasNetBillSm3'],
  ngl: ['ngl_net_msm3', 'prfPrdNGLNetMillSm3'],
  condensate: ['condensate_net_msm3', 'prfPrdCondensateNetMillSm3'],
  // A shape file's column names end after 32 characters, and some exports are made from one.
  water: ['water_msm3', 'prfPrdProducedWaterInFieldMillSm3', 'prfPrdProducedWaterInFieldMillS'],
} as const satisfies ColumnNames<string>
export type ProductionColumn = keyof typeof productionColumns

export interface SodirFiles {
  readonly fields: FoundFile
  readonly wellbores: FoundFile
  readonly production: FoundFile
  /** The wellbores name every production facility; this file adds facilities that no wellbore names. */
  readonly facilities: FoundFile | null
}

const hint =
  'Give a folder with the CSV exports of the FactPages of the Norwegian Offshore Directorate: Field (overview), Wellbore (development) and Field (production, monthly).'

/** The files in a folder. Throws SourceError `not_found` with where to get them. */
export async function findSodirFiles(path: string, sourceId: string): Promise<SodirFiles> {
  const get = (...names: string[]) => getFile(path, names, sourceId, hint)
  return {
    fields: await get('fields.csv', 'field.csv'),
    wellbores: await get('wellbores_development.csv', 'wellbore_development_all.csv'),
    production: await get('field_production_net_monthly.csv', 'field_production_monthly.csv'),
    facilities: await findFile(path, ['facilities_from_wellbores.csv', 'facility_fixed.csv']),
  }
}

export function readFields(file: FoundFile, sourceId: string, signal: AbortSignal) {
  return readTable(file.path, { sourceId, columns: fieldColumns, required: ['id', 'name'] }, signal)
}

export function readWellbores(
  file: FoundFile,
  sourceId: string,
  signal: AbortSignal,
): AsyncGenerator<TableRow<WellboreColumn>> {
  const required: WellboreColumn[] = ['id', 'name', 'fieldId', 'field', 'facilityId', 'facility', 'purpose', 'content']
  return readTable(file.path, { sourceId, columns: wellboreColumns, required }, signal)
}

export function readFacilities(
  file: FoundFile,
  sourceId: string,
  signal: AbortSignal,
): AsyncGenerator<TableRow<FacilityColumn>> {
  const required: FacilityColumn[] = ['id', 'name']
  return readTable(file.path, { sourceId, columns: facilityColumns, required }, signal)
}

export function readProductionLines(
  file: FoundFile,
  sourceId: string,
  signal: AbortSignal,
): AsyncGenerator<TableRow<ProductionColumn>> {
  const required: ProductionColumn[] = ['fieldId', 'month', 'oil', 'gas', 'ngl', 'condensate', 'water']
  return readTable(file.path, { sourceId, columns: productionColumns, required }, signal)
}
