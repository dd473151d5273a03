/** Whether a name is as a filter with `*` and `?` says, the whole of it, whatever the case. */
export function nameFilter(filter: string | null): (name: string) => boolean {
  if (filter === null || filter === '*') return () => true
  const escaped = filter.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  const pattern = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i')
  return (name) => pattern.test(name)
}
