import { Link } from 'react-router'
import classes from './operations-nav.module.css'
import { useAddress } from './use-address.ts'

const pages = [
  { path: '/sources', title: 'Sources' },
  { path: '/jobs', title: 'Jobs' },
] as const

type Title = (typeof pages)[number]['title']

/** The heading of a page that operates Tieback, beside the way to the other. */
export function OperationsNav({ current }: { readonly current: Title }) {
  const { carried } = useAddress()
  return (
    <nav className={classes.nav} aria-label="Operation">
      <h1>{current}</h1>
      {pages
        .filter(({ title }) => title !== current)
        .map(({ path, title }) => (
          <Link key={path} className={classes.other} to={`${path}${carried}`}>
            {title}
          </Link>
        ))}
    </nav>
  )
}
