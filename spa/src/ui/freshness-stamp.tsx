import type { Meta, SourceState } from '@tieback/contracts'
import { useServerNow } from './clock.ts'
import { type Freshness, freshnessOf } from './freshness.ts'
import classes from './freshness-stamp.module.css'
import { type Site, usePresentSources, useSite } from './site-context.ts'
import { StateMark } from './state-mark.tsx'
import { formatAge, formatInstant, formatInstantFull } from './time-format.ts'

/** What a widget rests on, and what it was known at. */
interface Stamped extends Pick<Meta, 'asOf'> {
  readonly sources: readonly SourceState[]
}

interface FreshnessStampProps {
  readonly meta: Stamped
}

/** When the data of a widget were true, and how old that is; ticks by itself. */
export function FreshnessStamp({ meta: given }: FreshnessStampProps) {
  const site = useSite()
  const now = useServerNow()
  const meta = { ...given, sources: usePresentSources(given.sources) }
  const freshness = freshnessOf(meta)
  return (
    <span className={classes.stamp} title={describeSources(meta, site)}>
      {freshness.kind === 'down' || freshness.kind === 'lagging' ? (
        <StateMark mark={freshness.kind === 'down' ? 'down' : 'warning'} word={stampText(freshness, site, now)} />
      ) : (
        stampText(freshness, site, now)
      )}
    </span>
  )
}

/** When an answer was given, and how long ago that is: for what Tieback says of itself. */
export function KnownStamp({ asOf }: Pick<Meta, 'asOf'>) {
  const { timeZone } = useSite()
  const now = useServerNow()
  return (
    <span className={classes.stamp} title={formatInstantFull(asOf, timeZone)}>
      as of {formatInstant(asOf, timeZone)} · {formatAge(now - Date.parse(asOf))} ago
    </span>
  )
}

function stampText({ kind, source, othersDown }: Freshness, site: Site, now: number): string {
  if (!source) return 'no source yet'
  const name = site.sourceNames.get(source.id) ?? source.id
  const more = othersDown > 0 ? ` and ${String(othersDown)} more` : ''
  if (source.asOf === null) return `${name}${more} down, nothing read yet`
  const when = `${formatInstant(source.asOf, site.timeZone)} · ${formatAge(now - Date.parse(source.asOf))} ago`
  if (kind === 'down') return `${name}${more} down · last good ${when}`
  return kind === 'lagging' ? `${name} lagging · data to ${when}` : `data to ${when}`
}

function describeSources(meta: Stamped, site: Site): string {
  const lines = meta.sources.map((source) => {
    const reach = source.asOf === null ? 'nothing yet' : `data to ${formatInstantFull(source.asOf, site.timeZone)}`
    const message = source.message === null ? '' : ` · ${source.message}`
    return `${site.sourceNames.get(source.id) ?? source.id}: ${source.status}, ${reach}${message}`
  })
  return [...lines, `Known at ${formatInstantFull(meta.asOf, site.timeZone)} (${site.timeZone})`].join('\n')
}
