import type { AuditEntry } from '@tieback/contracts'
import classes from './audit.module.css'

/** What isn't in the row: what else is recorded, and the digests that the chain is made of. */
export function EntryDetail({ entry }: { readonly entry: AuditEntry }) {
  const { detail, action, actor, correlationId, digestBefore, digestAfter, hash } = entry
  const facts = [
    ...Object.entries(detail).map(([title, value]) => ({ title, value })),
    { title: 'Action', value: action },
    { title: 'Id of who', value: actor?.id ?? null },
    { title: 'Request', value: correlationId },
  ]
  const digests = [
    { title: 'Digest before', value: digestBefore },
    { title: 'Digest after', value: digestAfter },
    { title: 'Hash of this entry and all before it', value: hash },
  ]
  const isKnown = ({ value }: { readonly value: string | null }): boolean => value !== null
  return (
    <div className={classes.detail}>
      <Lines className={classes.facts} lines={facts.filter(isKnown)} />
      <Lines className={classes.digests} lines={digests.filter(isKnown)} />
    </div>
  )
}

interface LinesProps {
  readonly className: string | undefined
  readonly lines: readonly { readonly title: string; readonly value: string | null }[]
}

const Lines = ({ className, lines }: LinesProps) => (
  <dl className={className}>
    {lines.map(({ title, value }) => (
      <div key={title}>
        <dt>{title}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)
