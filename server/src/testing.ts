export { type InterleavingCounts, runInterleavings } from '../test/cache/interleavings.ts'
export { attacks, exchange } from '../test/hardening/attacks.ts'
