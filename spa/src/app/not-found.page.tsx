import { Link } from 'react-router'
import classes from './route-error.module.css'
import { useAddress } from './use-address.ts'

/** Nothing at this address, or nothing for this reader: the answer is the same for both. */
export function NotFoundPage() {
  const { carried } = useAddress()
  return (
    <div className={classes.page}>
      <title>Not found · Tieback</title>
      <h1>Nothing here</h1>
      <p>There is no such page or node, it did not exist on this day, or it is outside your scope.</p>
      <Link to={`/${carried}`}>Overview</Link>
    </div>
  )
}
