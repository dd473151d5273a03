/** Values and requests made from the contract's own schemas, for the tests of whoever serves or calls it. */
export { arbitraryOf, type Choices } from '../test/arbitrary/arbitrary-of.ts'
export { lineageOf } from '../test/arbitrary/known-schemas.ts'
export { addressOf, partsOf, requestsOf, type RouteParts, type RouteRequest } from '../test/arbitrary/requests.ts'
export { sample, sampleOne, seedOf } from '../test/arbitrary/seeded.ts'
export { hostileRequestsOf, type SentRequest, toSent } from '../test/arbitrary/hostile-requests.ts'
