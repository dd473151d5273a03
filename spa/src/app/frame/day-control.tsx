import { ActionIcon, Button, Popover } from '@mantine/core'
import type { DayLabel, ProductionDay } from '@tieback/contracts'
import { useState } from 'react'
import { useServerNow } from '../../ui/clock.ts'
import { Icon } from '../../ui/icons.tsx'
import { formatProductionDay } from '../../ui/time-format.ts'
import { changeRange, shiftDays, shownRange } from '../address.ts'
import { useAddress } from '../use-address.ts'
import { AsOfForm } from './as-of-form.tsx'
import classes from './day-control.module.css'

const presets = [
  { days: 1, title: '1 day' },
  { days: 7, title: '7 days' },
  { days: 30, title: '30 days' },
  { days: 90, title: '90 days' },
  { days: 365, title: '1 year' },
] as const

/** A whole production day after the shown one may end as early as this after it: the shortest day there is. */
const shortestDayMs = 23 * 3_600_000

/** Prints the production day in full and changes day, range and knowledge time. */
export function DayControl({ day }: { readonly day: ProductionDay }) {
  const { address, change } = useAddress()
  const [isOpen, setOpen] = useState(false)
  const now = useServerNow(60_000)
  const shown = shownRange(address, day.day)
  const isNewest = Date.parse(day.end) + shortestDayMs > now
  return (
    <div className={classes.control}>
      <ActionIcon
        variant="subtle"
        size="md"
        aria-label="Previous production day"
        onClick={() => {
          change(shiftDays(-1, address, shown))
        }}
      >
        <Icon name="left" />
      </ActionIcon>
      <Popover opened={isOpen} onChange={setOpen} position="bottom" shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.day}
            rightSection={<Icon name="down" />}
            aria-haspopup="dialog"
            onClick={() => {
              setOpen(!isOpen)
            }}
          >
            {formatProductionDay(day, now)}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Range and knowledge time">
          <RangeForm day={day} />
          <AsOfForm timeZone={day.timeZone} />
        </Popover.Dropdown>
      </Popover>
      <ActionIcon
        variant="subtle"
        size="md"
        aria-label="Next production day"
        disabled={isNewest}
        onClick={() => {
          change(shiftDays(1, address, shown))
        }}
      >
        <Icon name="right" />
      </ActionIcon>
    </div>
  )
}

function RangeForm({ day }: { readonly day: ProductionDay }) {
  const { address, change } = useAddress()
  const shown = shownRange(address, day.day)
  const setRange = (from: DayLabel, to: DayLabel) => {
    // An emptied or half-typed date is '', and a range turned round would be dropped: both wait for the rest.
    if (from !== '' && to !== '' && from < to) change({ from, to })
  }
  return (
    <fieldset className={classes.group}>
      <legend>Production days</legend>
      <div className={classes.presets}>
        {presets.map(({ days, title }) => (
          <Button
            key={days}
            size="compact-xs"
            variant="default"
            onClick={() => {
              change(changeRange(days, address.to, shown))
            }}
          >
            {title}
          </Button>
        ))}
        <Button
          size="compact-xs"
          variant="default"
          disabled={address.from === null && address.to === null}
          onClick={() => {
            change({ from: null, to: null })
          }}
        >
          Newest
        </Button>
      </div>
      <label>
        From
        <input
          type="date"
          value={shown.from}
          onChange={(event) => {
            setRange(event.currentTarget.value, shown.to)
          }}
        />
      </label>
      <label>
        To, not included
        <input
          type="date"
          value={shown.to}
          onChange={(event) => {
            setRange(shown.from, event.currentTarget.value)
          }}
        />
      </label>
    </fieldset>
  )
}
