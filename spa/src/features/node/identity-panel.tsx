import type { NodeDetail } from '@tieback/contracts'
import { showAll } from '../../app/address.ts'
import { NodeLink } from '../../app/node-link.tsx'
import { Panel } from '../../ui/panel.tsx'
import classes from './identity-panel.module.css'

/** What the sources say and call the node: attributes, and its names there with their validity. */
export function IdentityPanel({
  detail: { node, attributes, aliases, calendar, dataRange },
}: {
  readonly detail: NodeDetail
}) {
  return (
    <Panel title="Identity" note="as the sources have it">
      <dl className={classes.list}>
        {attributes.map(({ name, value }) => (
          <Entry key={`attribute ${name}`} term={name} value={value} />
        ))}
        {aliases.map(({ namespace, keyKind, value, validFrom, validTo }) => (
          <Entry
            key={`${namespace} ${keyKind} ${value} ${validFrom ?? ''}`}
            term={`${keyKind} in ${namespace}`}
            value={
              validFrom === null && validTo === null ? value : `${value} (${validFrom ?? '…'} to ${validTo ?? '…'})`
            }
          />
        ))}
        <Entry term="production day" value={`from ${calendar.dayStart} ${calendar.timeZone}`} />
        {dataRange && (
          <Entry
            term="figures"
            value={
              <NodeLink node={node} change={showAll(dataRange)}>
                {dataRange.firstDay} to {dataRange.lastDay}, by {dataRange.finest}
              </NodeLink>
            }
          />
        )}
      </dl>
    </Panel>
  )
}

function Entry({ term, value }: { readonly term: string; readonly value: React.ReactNode }) {
  return (
    <div className={classes.entry}>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  )
}
