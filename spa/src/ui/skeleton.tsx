import classes from './skeleton.module.css'

/** Holds the place of what is being read. Shows itself only after 300 ms: a fast answer must not flash. */
export function Skeleton({ height }: { readonly height: number }) {
  return (
    <div className={classes.skeleton} style={{ height }} role="status">
      <span className={classes.words}>Loading…</span>
    </div>
  )
}
