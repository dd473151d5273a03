/** The parts of a source's page, in their order. */
export const sourceTabs = [
  { id: 'state', title: 'State' },
  { id: 'runs', title: 'Runs' },
  { id: 'quarantine', title: 'Quarantine' },
  { id: 'schemas', title: 'Wire shapes' },
] as const

export type SourceTab = (typeof sourceTabs)[number]['id']

/** The part that an address names; the first where it names none. */
export const tabOf = (name: string | null): SourceTab => sourceTabs.find(({ id }) => id === name)?.id ?? 'state'

/** Where a part of a source's page is. `carried` is the search part that pages hand on. */
export function sourceAddress(id: string, carried: string, tab: SourceTab = 'state'): string {
  const search = new URLSearchParams(carried)
  if (tab !== 'state') search.set('tab', tab)
  const text = search.toString()
  return `/sources/${encodeURIComponent(id)}${text === '' ? '' : `?${text}`}`
}
