import { z } from 'zod'

/** Our own stable id of one kind of thing, such as `terminal-8d2f6h`: the kind is readable, the rest is opaque. */
export const stableId = (kind: string) =>
  z
    .string()
    .max(64)
    .regex(new RegExp(`^${kind}-[a-z0-9]+$`))
