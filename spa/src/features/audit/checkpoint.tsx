import type { AuditList } from '@tieback/contracts'
import { formatNumber } from '../../ui/format.ts'
import { useSite } from '../../ui/site-context.ts'
import { formatInstant } from '../../ui/time-format.ts'
import classes from './audit.module.css'

/** How far the log is signed: what lies before that point can't be changed unseen. */
export function Checkpoint({ checkpoint }: Pick<AuditList, 'checkpoint'>) {
  const { timeZone } = useSite()
  if (checkpoint === null) return <p className={classes.checkpoint}>No point of the chain is signed yet.</p>
  const { sequence, at, keyId, hash } = checkpoint
  return (
    <p className={classes.checkpoint}>
      Signed up to entry {formatNumber(sequence, 0)} at {formatInstant(at, timeZone)}, with the key{' '}
      <code className={classes.hash}>{keyId}</code>: <code className={classes.hash}>{hash}</code>. To check all of it:{' '}
      <code>tieback audit verify</code>.
    </p>
  )
}
