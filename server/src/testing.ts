export { type InterleavingCounts, runInterleavings } from '../test/cache/interleavings.ts'
