import { Button } from '@mantine/core'
import { useState } from 'react'
import { serverNow } from '../../ui/clock.ts'
import { useAddress } from '../use-address.ts'
import classes from './day-control.module.css'
import { toLocalField, toInstant } from './local-field.ts'

/** Asks for the knowledge time, on the clock of the site. */
export function AsOfForm({ timeZone }: { readonly timeZone: string }) {
  const { address, change } = useAddress()
  const [field, setField] = useState(() => toLocalField(address.asOf ?? new Date(serverNow()).toISOString(), timeZone))
  const asOf = toInstant(field, timeZone)
  const isAhead = asOf !== null && Date.parse(asOf) > serverNow()
  return (
    <form
      className={classes.group}
      onSubmit={(event) => {
        event.preventDefault()
        if (asOf !== null && !isAhead) change({ asOf })
      }}
    >
      <label className={classes.wide}>
        As known at ({timeZone})
        <input
          type="datetime-local"
          value={field}
          onChange={(event) => {
            setField(event.currentTarget.value)
          }}
        />
      </label>
      <span className={classes.hint}>Shows each figure as it was known then, before later corrections.</span>
      <Button type="submit" size="compact-sm" variant="default" disabled={asOf === null || isAhead}>
        Show
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={address.asOf === null}
        onClick={() => {
          change({ asOf: null })
        }}
      >
        What is known now
      </Button>
    </form>
  )
}
