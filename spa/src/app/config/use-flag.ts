import { useBooleanFlagValue } from '@openfeature/react-sdk'

/** Flags that this page heeds; the server's configuration has the list of all. */
export type FlagName = 'msw-preview' | 'new-endpoints' | 'model-overlays'

/** Whether a flag is on; draws again when it switches. */
export const useFlag = (name: FlagName): boolean => useBooleanFlagValue(name, false)
