import type { NodeDetail, Performance } from '@tieback/contracts'
import { changeGranularity, jumpTo } from '../../app/address.ts'
import { NodeLink } from '../../app/node-link.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { formatDay, formatMonth } from '../../ui/time-format.ts'
import classes from './node.module.css'

interface NoDataNoticeProps {
  readonly detail: NodeDetail
  readonly performance: Performance
}

/** Says that the range holds nothing, and leads to where there is something. */
export function NoDataNotice({ detail: { node, dataRange }, performance }: NoDataNoticeProps) {
  const isEmpty = performance.series.every((series) => series.values.every((value) => value === null))
  if (!isEmpty) return null
  if (dataRange === null)
    return (
      <p className={classes.notice}>
        <StateMark mark="missing" word={`Nothing has been read of ${node.name} yet.`} />
      </p>
    )
  const { lastDay, finest } = dataRange
  // Months closed by their source have no days: the range may be right and only its step too fine.
  const isStepTooFine =
    finest === 'month' && performance.granularity !== 'month' && lastDay >= performance.from.slice(0, 7)
  return (
    <p className={classes.notice}>
      <StateMark mark="missing" word="No data in this range." />{' '}
      {isStepTooFine ? (
        <>
          Only months are known here.{' '}
          <NodeLink node={node} change={changeGranularity('month', performance)}>
            Show months
          </NodeLink>
        </>
      ) : (
        <>
          The last is of {finest === 'day' ? formatDay(lastDay) : formatMonth(lastDay)}.{' '}
          <NodeLink node={node} change={jumpTo(lastDay, finest)}>
            Jump there
          </NodeLink>
        </>
      )}
    </p>
  )
}
