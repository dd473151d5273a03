/** One thing that somebody who writes a mapping is to know. */
export interface MappingFinding {
  /** `error` figures are lost or refused · `warning` they may be wrong · `note` worth knowing. */
  readonly level: 'error' | 'warning' | 'note'
  /** Key of the mapping file that it is about, such as `datasets.wellDay.fields.choke`; empty: the file. */
  readonly path: string
  /** What was found, and what to do. */
  readonly message: string
}

export type Report = (level: MappingFinding['level'], path: string, message: string) => void

const examplesMax = 8

/** Some of a list for reading, and how many are left out. */
export function listSome(values: Iterable<string>): string {
  const all = [...values]
  const rest = all.length - examplesMax
  return rest > 0 ? `${all.slice(0, examplesMax).join(', ')} and ${rest} more` : all.join(', ')
}
