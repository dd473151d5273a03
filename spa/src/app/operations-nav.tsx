import { apiContract } from '@tieback/contracts'
import { Link } from 'react-router'
import classes from './operations-nav.module.css'
import { useSession } from './session/session-context.ts'
import { useAddress } from './use-address.ts'
import { isAllowed } from './use-allowed.ts'

const pages = [
  { path: '/sources', title: 'Sources', route: apiContract.sources.listSources },
  { path: '/jobs', title: 'Jobs', route: apiContract.jobs.listJobs },
  { path: '/people', title: 'People', route: apiContract.identity.listSessions },
  { path: '/audit', title: 'Audit log', route: apiContract.audit.listAuditEntries },
] as const

type Title = (typeof pages)[number]['title']

/** The heading of a page that operates Tieback, beside the way to the others that the reader may see. */
export function OperationsNav({ current }: { readonly current: Title }) {
  const { carried } = useAddress()
  const { signedIn } = useSession()
  return (
    <nav className={classes.nav} aria-label="Operation">
      <h1>{current}</h1>
      {pages
        .filter(({ title, route }) => title !== current && isAllowed(signedIn, route))
        .map(({ path, title }) => (
          <Link key={path} className={classes.other} to={`${path}${carried}`}>
            {title}
          </Link>
        ))}
    </nav>
  )
}
