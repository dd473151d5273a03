import { useQuery } from '@tanstack/react-query'
import { apiContract, type Source, SourceStatus } from '@tieback/contracts'
import { Link } from 'react-router'
import { sourcesQuery } from '../../features/sources/sources.queries.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { useAddress } from '../use-address.ts'
import { useAllowed } from '../use-allowed.ts'
import classes from './header.module.css'

/** How many sources answer, of how many; leads to their page. A finished import has nothing left to answer and isn't counted. */
export function SourceLight() {
  const { address, carried } = useAddress()
  const mayRead = useAllowed(apiContract.sources.listSources)
  const { data, error } = useQuery({ ...sourcesQuery(address), enabled: mayRead })
  if (!mayRead) return null
  return (
    <Link className={classes.light} to={`/sources${carried}`} data-testid="source-light">
      {error ? (
        // The last state read says nothing of the present one.
        <StateMark mark="missing" word="sources unknown" />
      ) : (
        <Light sources={data?.data.sources ?? []} />
      )}
    </Link>
  )
}

function Light({ sources }: { readonly sources: readonly Source[] }) {
  const isAny = (status: Source['status']) => sources.some((source) => source.status === status)
  // A state that this page doesn't know yet is no reason to call all well.
  const areAllKnown = sources.every((source) => SourceStatus.safeParse(source.status).success)
  const running = sources.filter((source) => source.status !== 'idle')
  const answering = running.filter((source) => source.status !== 'down').length
  const mark = isAny('down') ? 'down' : isAny('lagging') ? 'warning' : areAllKnown ? 'ok' : 'info'
  const share = `${String(answering)}/${String(running.length)}`
  return (
    <>
      <span className={classes.lightWord}>sources</span> <StateMark mark={mark} word={share} />
    </>
  )
}
