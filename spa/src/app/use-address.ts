import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { type Address, carriedSearch, changeSearch, parseAddress } from './address.ts'

interface AddressState {
  readonly address: Address
  /** Applies a change. Steps that a reader would want to undo go into the history; `replace` is for the rest. */
  readonly change: (change: Partial<Address>, options?: { replace: boolean }) => void
  /** The search part for a link to another page. */
  readonly carried: string
}

/** The state in the address, and the way to change it. */
export function useAddress(): AddressState {
  const [search, setSearch] = useSearchParams()
  const change = useCallback<AddressState['change']>(
    (patch, options) => {
      setSearch((current) => changeSearch(current, patch), {
        replace: options?.replace ?? false,
        preventScrollReset: true,
      })
    },
    [setSearch],
  )
  return useMemo(() => ({ address: parseAddress(search), change, carried: carriedSearch(search) }), [search, change])
}
