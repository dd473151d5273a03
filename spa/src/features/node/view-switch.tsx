import type { Address } from '../../app/address.ts'
import { useAddress } from '../../app/use-address.ts'
import { Segmented } from '../../ui/segmented.tsx'

const views = [
  { value: 'chart', label: 'chart' },
  { value: 'table', label: 'table' },
] as const

/** Chart or table twin, for all charts of the page; the key `t` does the same. */
export function ViewSwitch() {
  const { address, change } = useAddress()
  return (
    <Segmented<Address['view']>
      label="Show as"
      options={views}
      value={address.view}
      onChange={(view) => {
        change({ view }, { replace: true })
      }}
    />
  )
}
