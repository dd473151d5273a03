import { apiContract, type SourceState } from '@tieback/contracts'
import { Link } from 'react-router'
import { useAddress } from '../../app/use-address.ts'
import { useAllowed } from '../../app/use-allowed.ts'
import { useServerNow } from '../../ui/clock.ts'
import { usePresentSources, useSite } from '../../ui/site-context.ts'
import { markOfSource, StateMark } from '../../ui/state-mark.tsx'
import { formatAge, formatInstant } from '../../ui/time-format.ts'
import { sourceStatusTitle, wordFor } from '../../ui/wording.ts'
import classes from './source-strip.module.css'

/** The health of the sources that the page rests on, one line each. */
export function SourceStrip({ sources }: { readonly sources: readonly SourceState[] }) {
  const { carried } = useAddress()
  const mayReadAll = useAllowed(apiContract.sources.listSources)
  return (
    <>
      <ul className={classes.list}>
        {usePresentSources(sources).map((source) => (
          <SourceLine key={source.id} source={source} />
        ))}
      </ul>
      {mayReadAll && <Link to={`/sources${carried}`}>All sources and their runs</Link>}
    </>
  )
}

function SourceLine({ source }: { readonly source: SourceState }) {
  const site = useSite()
  const now = useServerNow()
  return (
    <li className={classes.line}>
      <span>{site.sourceNames.get(source.id) ?? source.id}</span>
      <StateMark mark={markOfSource(source.status)} word={wordFor(sourceStatusTitle, source.status)} />
      <span className={classes.reach}>
        {source.asOf === null
          ? 'nothing read yet'
          : `${formatInstant(source.asOf, site.timeZone)} · ${formatAge(now - Date.parse(source.asOf))}`}
      </span>
      {source.message !== null && <span className={classes.message}>{source.message}</span>}
    </li>
  )
}
