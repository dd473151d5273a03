import { useRef } from 'react'
import classes from './splitter.module.css'

interface SplitterProps {
  readonly width: number
  readonly onWidth: (width: number) => void
}

/** Narrower than this hides deviations, wider leaves too little of a laptop's screen. */
const widthMin = 180
const widthMax = 480
const keyStep = 16

const clamp = (width: number): number => Math.min(widthMax, Math.max(widthMin, Math.round(width)))

/** The edge of the tree, moved by pointer or arrow keys. */
export function Splitter({ width, onWidth }: SplitterProps) {
  const drag = useRef<{ readonly fromX: number; readonly fromWidth: number } | null>(null)
  return (
    <div
      className={classes.splitter}
      role="separator"
      aria-label="Width of the tree"
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={widthMin}
      aria-valuemax={widthMax}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { fromX: event.clientX, fromWidth: width }
      }}
      onPointerMove={(event) => {
        if (drag.current) onWidth(clamp(drag.current.fromWidth + event.clientX - drag.current.fromX))
      }}
      onPointerUp={() => {
        drag.current = null
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onWidth(clamp(width - keyStep))
        if (event.key === 'ArrowRight') onWidth(clamp(width + keyStep))
      }}
    />
  )
}
