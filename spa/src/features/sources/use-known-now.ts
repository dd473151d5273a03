import { useAddress } from '../../app/use-address.ts'
import { useServerNow } from '../../ui/clock.ts'

/** The instant that lags are counted to: now, or what the page is asked to be as of. */
export function useKnownNow(): number {
  const now = useServerNow()
  const { asOf } = useAddress().address
  return asOf === null ? now : Date.parse(asOf)
}
