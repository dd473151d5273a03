import { useId } from 'react'
import classes from './panel.module.css'

interface PanelProps {
  readonly title: string
  /** What the figures below are about, such as a range or a unit. */
  readonly note?: React.ReactNode
  readonly actions?: React.ReactNode
  readonly stamp?: React.ReactNode
  /** A source of this widget is down: the edge turns amber. */
  readonly isDegraded?: boolean
  /** What is shown belongs to an earlier question, while the answer to the present one is on its way. */
  readonly isPending?: boolean
  readonly testId?: string | undefined
  readonly children: React.ReactNode
}

/** A widget: heading, what it is about, how old it is, content. */
export function Panel({
  title,
  note,
  actions,
  stamp,
  isDegraded = false,
  isPending = false,
  testId,
  children,
}: PanelProps) {
  const headingId = useId()
  return (
    <section
      className={classes.panel}
      aria-labelledby={headingId}
      data-degraded={isDegraded || undefined}
      data-testid={testId}
    >
      <header className={classes.header}>
        <h2 id={headingId} className={classes.title}>
          {title}
        </h2>
        {note !== undefined && <span className={classes.note}>{note}</span>}
        <span className={classes.spacer} />
        {actions}
      </header>
      <div className={classes.body} aria-busy={isPending} data-pending={isPending || undefined}>
        {children}
      </div>
      {stamp !== undefined && <footer className={classes.footer}>{stamp}</footer>}
    </section>
  )
}
