import { Link } from 'react-router'
import { NodeLink } from './node-link.tsx'
import classes from './route-error.module.css'
import { useAddress } from './use-address.ts'

/** Nothing at this address, or nothing for this reader: the answer is the same for both. */
export function NotFoundPage() {
  const { carried } = useAddress()
  return (
    <div className={classes.page}>
      <title>Not found · Tieback</title>
      <h1>No such page</h1>
      <p>This address leads nowhere. Check it for a slip, or start from the overview.</p>
      <Link to={`/${carried}`}>Overview</Link>
    </div>
  )
}

/** No node of this id, at least not for this reader, on this day and as known then. */
export function NodeNotFoundPage({ id }: { readonly id: string }) {
  const { address, carried } = useAddress()
  const isOfThePast = address.from !== null || address.to !== null || address.asOf !== null
  return (
    <div className={classes.page}>
      <title>No such node · Tieback</title>
      <h1>No such node</h1>
      <p>
        Nothing is known under the id <code className={classes.id}>{id}</code>
        {isOfThePast && ' in this range or at this knowledge time'}, or it is outside of what your role holds for. An
        administrator can widen that.
      </p>
      <p>Check the link for a slip, or find the node by its name with the search at the top.</p>
      <p className={classes.ways}>
        {isOfThePast && (
          <NodeLink node={{ id, name: id }} change={{ from: null, to: null, asOf: null }}>
            Look for it as of now
          </NodeLink>
        )}
        <Link to={`/${carried}`}>Overview</Link>
      </p>
    </div>
  )
}
