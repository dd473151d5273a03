import { Button } from '@mantine/core'
import { useSite } from '../../ui/site-context.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { formatInstantFull } from '../../ui/time-format.ts'
import { useAddress } from '../use-address.ts'
import classes from './as-of-banner.module.css'

/** Says that the page shows the past's knowledge, and leads back to the present. */
export function AsOfBanner() {
  const { address, change } = useAddress()
  const { timeZone } = useSite()
  if (address.asOf === null) return null
  return (
    <div className={classes.banner} role="status">
      <StateMark mark="info" word={`As known at ${formatInstantFull(address.asOf, timeZone)} (${timeZone})`} />
      <span className={classes.hint}>Corrections that came later are not in these figures.</span>
      <Button
        variant="default"
        size="compact-xs"
        onClick={() => {
          change({ asOf: null })
        }}
      >
        Show what is known now
      </Button>
    </div>
  )
}
