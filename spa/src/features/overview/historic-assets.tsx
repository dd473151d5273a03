import type { SummaryTile, UnitSystem } from '@tieback/contracts'
import { jumpTo } from '../../app/address.ts'
import { NodeLink } from '../../app/node-link.tsx'
import { formatWithUnit, noData } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import tableClasses from '../../ui/table.module.css'
import { formatDay, formatMonth } from '../../ui/time-format.ts'
import classes from './historic-assets.module.css'

/** Whether an asset has ended, or is known from a finished import alone: nothing on the day, and nothing expected on it. */
export const isHistoric = (tile: SummaryTile): boolean =>
  tile.kpi.actual.value === null && tile.kpi.plan.value === null && tile.now === null && tile.last !== null

interface HistoricAssetsProps {
  readonly tiles: readonly SummaryTile[]
  readonly dayTitle: string
  readonly unitSystem: UnitSystem
}

/** Assets without figures for the day: their last value, and the way to it. */
export function HistoricAssets({ tiles, dayTitle, unitSystem }: HistoricAssetsProps) {
  if (tiles.length === 0) return null
  return (
    <Panel
      title={`No data for ${dayTitle}`}
      note={tiles.length === 1 ? '1 asset with earlier figures' : `${String(tiles.length)} assets with earlier figures`}
    >
      <div className={tableClasses.scroll} tabIndex={0} role="region" aria-label="Assets with earlier figures">
        <table className={tableClasses.table}>
          <thead>
            <tr>
              <th scope="col">Asset</th>
              <th scope="col" data-align="end" className={classes.wide}>
                {dayTitle}
              </th>
              <th scope="col">Last value</th>
              <th scope="col">
                <span className={tableClasses.hidden}>Link</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tiles.map((tile) => (
              <HistoricRow key={tile.node.id} tile={tile} unitSystem={unitSystem} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

function HistoricRow({ tile, unitSystem }: { readonly tile: SummaryTile; readonly unitSystem: UnitSystem }) {
  const { node, kpi, last } = tile
  return (
    <tr data-testid={`tile-${node.id}`}>
      <th scope="row" className={tableClasses.wrap}>
        <NodeLink node={node} />
      </th>
      <td data-align="end" className={classes.wide} data-testid="tile-value" data-value="">
        {noData}
      </td>
      <td className={tableClasses.wrap}>
        {formatWithUnit(last?.value ?? null, kpi.unit, kpi.quantity, unitSystem)}
        {last && `, ${last.grain === 'day' ? formatDay(last.day) : formatMonth(last.day)}`}
      </td>
      <td>
        {last && (
          <NodeLink node={node} change={jumpTo(last.day, last.grain)}>
            jump there<span className={tableClasses.hidden}>, {node.name}</span>
          </NodeLink>
        )}
      </td>
    </tr>
  )
}
