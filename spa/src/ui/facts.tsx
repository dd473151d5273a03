import classes from './facts.module.css'

/** One thing that is known of a subject. */
export interface Fact {
  readonly title: string
  readonly value: React.ReactNode
  /** What the title means, for whoever points at it. */
  readonly hint?: string
}

interface FactsProps {
  readonly facts: readonly Fact[]
}

/** Figures beside each other, each under its title. */
export function Figures({ facts }: FactsProps) {
  return (
    <dl className={classes.facts} data-size="large">
      <Lines facts={facts} />
    </dl>
  )
}

/** Settings below each other, each beside its title. */
export function FactLines({ facts }: FactsProps) {
  return (
    <dl className={classes.lines}>
      <Lines facts={facts} />
    </dl>
  )
}

function Lines({ facts }: FactsProps) {
  return facts.map(({ title, value, hint }) => (
    <div key={title}>
      <dt title={hint}>{title}</dt>
      <dd>{value}</dd>
    </div>
  ))
}
