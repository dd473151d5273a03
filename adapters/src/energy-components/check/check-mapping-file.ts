import { quantityTable } from '@tieback/domain'
import { parse } from 'yaml'
import { type EnergyComponentsMapping, EnergyComponentsMappingFile } from '../mapping.ts'
import type { Report } from './finding.ts'

/** The mapping that a text or an object describes, with everything reported that can be told without the site; null where it can't be used. */
export function checkMappingFile(input: unknown, report: Report): EnergyComponentsMapping | null {
  const raw = typeof input === 'string' ? readYaml(input, report) : input
  if (raw === null) return null
  const parsed = EnergyComponentsMappingFile.safeParse(raw)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) report('error', issue.path.join('.'), issue.message)
    return null
  }
  const { production, deferment, wellTest } = parsed.data.datasets
  if (production.length === 0) report('error', 'datasets', 'There is no dataset of figures: name a class for each.')
  if (deferment === null) report('note', 'datasets.deferment', 'Without it no deferment events are read.')
  if (wellTest === null) report('note', 'datasets.wellTest', 'Without it no well tests are read.')
  for (const dataset of production) checkDataset(dataset, isDayLabelSaid(raw, dataset.name), report)
  for (const [name, event] of Object.entries({ deferment, wellTest })) {
    if (event !== null && event.audit.updatedAt === undefined) reportNoStamp(`datasets.${name}`, report)
  }
  return parsed.data
}

function readYaml(text: string, report: Report): unknown {
  try {
    return parse(text) as unknown
  } catch (cause) {
    report('error', '', `The file is not YAML: ${cause instanceof Error ? cause.message : String(cause)}`)
    return null
  }
}

type Dataset = EnergyComponentsMapping['datasets']['production'][number]

function checkDataset({ name, grain, audit, fields }: Dataset, hasDayLabel: boolean, report: Report): void {
  const path = `datasets.${name}`
  if (grain === 'day' && !hasDayLabel) {
    report(
      'note',
      `${path}.dayLabel`,
      'Left out: each day is taken to be named by its start. Ask the site, and say dayLabel: start or end.',
    )
  }
  if (audit.updatedAt === undefined) reportNoStamp(path, report)
  if (audit.revision === undefined) {
    report(
      'note',
      `${path}.audit.revision`,
      'Without it two rows for one object and day are told apart by their update stamps alone.',
    )
  }
  if (fields.length === 0)
    report('error', `${path}.fields`, 'There is no field: nothing would be read from this class.')
  for (const { quantity, min, max } of fields) {
    const isGauge = quantityTable[quantity].flow === 'gauge'
    if (isGauge && (min === undefined || max === undefined)) {
      report(
        'note',
        `${path}.fields.${quantity}`,
        'Has no min or no max: a value of another unit would be taken in, flagged at best.',
      )
    }
  }
}

function reportNoStamp(path: string, report: Report): void {
  report(
    'warning',
    `${path}.audit.updatedAt`,
    'Without it changes are found only by reading a window of days again. Name the column if there is one.',
  )
}

/** Whether the file itself says it, and not our default. */
function isDayLabelSaid(raw: unknown, name: string): boolean {
  const datasets = partOf(raw, 'datasets')
  return partOf(partOf(datasets, name), 'dayLabel') !== undefined
}

function partOf(whole: unknown, name: string): unknown {
  // Safe: any object may be looked into by name, and gives undefined for what it hasn't.
  return typeof whole === 'object' && whole !== null ? (whole as Record<string, unknown>)[name] : undefined
}
