import type { Granularity, NodeDetail, Performance } from '@tieback/contracts'
import { changeGranularity, jumpTo, showAll } from '../../app/address.ts'
import { NodeLink } from '../../app/node-link.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { formatDay, formatMonth } from '../../ui/time-format.ts'
import classes from './node.module.css'
import { coarserStep } from './performance-trend.ts'

interface NoDataNoticeProps {
  readonly detail: NodeDetail
  readonly performance: Performance
}

const stepTitle: Record<Granularity, string> = { hour: 'hours', day: 'days', month: 'months' }

/** Says that the range holds nothing, and leads to where there is something. */
export function NoDataNotice({ detail: { node, dataRange }, performance }: NoDataNoticeProps) {
  if (dataRange === null)
    return (
      <p className={classes.notice}>
        <StateMark mark="missing" word={`No source has figures of ${node.name}, or of anything below it.`} />
      </p>
    )
  const { firstDay, lastDay, finest } = dataRange
  const name = finest === 'day' ? formatDay : formatMonth
  const step = coarserStep(performance, dataRange)
  return (
    <p className={classes.notice}>
      <StateMark mark="missing" word="No data in this range." />
      {step === null ? (
        <>
          <span>
            Figures reach from {name(firstDay)} to {name(lastDay)}.
          </span>
          <NodeLink node={node} change={jumpTo(lastDay, finest)}>
            Jump to the last
          </NodeLink>
          <NodeLink node={node} change={showAll(dataRange)}>
            Show all of them
          </NodeLink>
        </>
      ) : (
        <>
          <span>Only {stepTitle[step]} are known here.</span>
          <NodeLink node={node} change={changeGranularity(step, performance)}>
            Show {stepTitle[step]}
          </NodeLink>
        </>
      )}
    </p>
  )
}
