import type { Kpi, NodeState, UnitSystem } from '@tieback/contracts'
import classes from './delta.module.css'
import { formatDeltaShare, formatFigureDelta } from './format.ts'

interface DeltaProps {
  readonly kpi: Kpi
  readonly unitSystem: UnitSystem
  /** Colour is for what the site calls abnormal, not for each minus. */
  readonly state: NodeState
  readonly shows?: 'volume' | 'share'
}

/** Actual against plan, signed. */
export function Delta({ kpi, unitSystem, state, shows = 'share' }: DeltaProps) {
  const volume = formatFigureDelta(kpi.delta, kpi.quantity, unitSystem)
  const share = formatDeltaShare(kpi.deltaShare)
  return (
    <span className={classes.delta} data-state={state} title={`${shows === 'share' ? volume : share} to plan`}>
      {shows === 'share' ? share : volume}
    </span>
  )
}
