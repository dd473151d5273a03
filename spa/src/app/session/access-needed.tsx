import type { PolicedRoute } from '@tieback/contracts'
import { Link } from 'react-router'
import { scopeTitle, wordFor } from '../../ui/wording.ts'
import { useAddress } from '../use-address.ts'
import { missingScopes, neededScopes } from '../use-allowed.ts'
import classes from '../route-error.module.css'
import { listGrants, listRolesWith } from './rights.ts'
import { useSession } from './session-context.ts'

interface AccessNeededProps {
  readonly title: string
  readonly route: Pick<PolicedRoute, 'metadata'>
}

/** A page that was reached by a link, by somebody whose role doesn't bring it: what it needs, and who can give that. */
export function AccessNeeded({ title, route }: AccessNeededProps) {
  const { carried } = useAddress()
  return (
    <div className={classes.page} data-testid="access-needed">
      <title>{`${title} · Tieback`}</title>
      <h1>{title} needs another role</h1>
      <NeededAccess route={route} />
      <p className={classes.ways}>
        <Link to={`/${carried}`}>Overview</Link>
        <Link to={`/account${carried}`}>What your role allows</Link>
      </p>
    </div>
  )
}

const joined = new Intl.ListFormat('en-GB', { type: 'conjunction' })
const either = new Intl.ListFormat('en-GB', { type: 'disjunction' })

/** The same without a page around it. */
export function NeededAccess({ route }: Pick<AccessNeededProps, 'route'>) {
  const { signedIn } = useSession()
  const missing = missingScopes(signedIn, route)
  const grants = signedIn === null ? [] : listGrants(signedIn)
  const own = joined.format(grants.map(({ role, where }) => `${role} (${where})`))
  const roles = missing.length === 0 ? 'yours' : either.format(listRolesWith(neededScopes(route)))
  const where = route.metadata.reach === 'field' ? ', for the whole field' : ''
  return (
    <>
      <p>
        {missing.length > 0
          ? `Only who may ${joined.format(missing.map((scope) => wordFor(scopeTitle, scope)))} can see it.`
          : 'It is about the whole field, so only who may see all of it can see this.'}{' '}
        You are signed in as {own}.
      </p>
      <p>
        An administrator of Tieback can give you a role that allows it: {roles}
        {where}.
      </p>
    </>
  )
}
