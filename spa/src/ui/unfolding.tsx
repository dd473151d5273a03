import { useState } from 'react'

interface UnfoldingProps {
  readonly className?: string | undefined
  readonly summary: React.ReactNode
  /** Drawn only while it is open: a list of hundreds stays light. */
  readonly children: () => React.ReactNode
}

/** A line that opens into more. */
export function Unfolding({ className, summary, children }: UnfoldingProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details
      className={className}
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open)
      }}
    >
      <summary>{summary}</summary>
      {isOpen && children()}
    </details>
  )
}
