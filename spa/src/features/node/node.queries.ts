import { queryOptions } from '@tanstack/react-query'
import {
  apiContract,
  type DayLabel,
  type Instant,
  type NodeId,
  NodeKind,
  type SignalId,
  type VolumeQuantity,
} from '@tieback/contracts'
import { type Address, type DayRange, lastDayOf } from '../../app/address.ts'
import { api, unwrap } from '../../app/api-client.ts'
import { isAbout, polling } from '../../app/query-client.ts'

const readers = {
  asset: api.performance.readAssetPerformance,
  hub: api.performance.readHubPerformance,
  facility: api.performance.readFacilityPerformance,
  well: api.performance.readWellPerformance,
} as const satisfies Record<NodeKind, unknown>

/** The level that an id names (the contract's NodeId: the kind is readable); null for an id of none. */
export function kindOf(id: NodeId): NodeKind | null {
  const kind = NodeKind.safeParse(id.slice(0, id.indexOf('-')))
  return kind.success ? kind.data : null
}

const knowledge = (address: Address) => (address.asOf === null ? {} : { asOf: address.asOf })

/** A node with its path, siblings, children and series, on the last day of the address's range. */
export function nodeQuery(id: NodeId, address: Address) {
  const day = lastDayOf(address)
  const query = { ...(day !== null && { day }), ...knowledge(address) }
  return queryOptions({
    queryKey: ['nodes.getNode', id, query],
    queryFn: async ({ signal }) => unwrap(await api.nodes.getNode({ params: { id }, query, fetchOptions: { signal } })),
    placeholderData: (previous, earlier) => (isAbout(id, earlier) ? previous : undefined),
    ...polling(address.asOf, apiContract.nodes.getNode),
  })
}

/** Actual, plan and potential over the address's range; of a hub also what is expected behind it, where `withForecast` asks for that. */
export function performanceQuery(id: NodeId, address: Address, withForecast = false) {
  const query = {
    granularity: address.granularity ?? 'day',
    unitSystem: address.units,
    ...(address.from !== null && { from: address.from }),
    ...(address.to !== null && { to: address.to }),
    ...knowledge(address),
  }
  return queryOptions({
    queryKey: ['performance.readPerformance', id, { ...query, withForecast }],
    queryFn: async ({ signal }) => {
      const request = { params: { id }, fetchOptions: { signal } }
      if (!withForecast || kindOf(id) !== 'hub')
        return unwrap(await readers[kindOf(id) ?? 'asset']({ ...request, query }))
      return unwrap(await api.performance.readHubPerformance({ ...request, query: { ...query, forecast: 'true' } }))
    },
    placeholderData: (previous, earlier) => (isAbout(id, earlier) ? previous : undefined),
    ...polling(address.asOf, apiContract.performance.readAssetPerformance),
  })
}

/** Where the node lost against potential and plan, over a range that an answer has already fixed. */
export function gapQuery(id: NodeId, quantity: VolumeQuantity, range: DayRange, address: Address) {
  const query = { node: id, quantity, from: range.from, to: range.to, unitSystem: address.units, ...knowledge(address) }
  return queryOptions({
    queryKey: ['gaps.readGapDrivers', id, query],
    queryFn: async ({ signal }) => unwrap(await api.gaps.readGapDrivers({ query, fetchOptions: { signal } })),
    placeholderData: (previous, earlier) => (isAbout(id, earlier) ? previous : undefined),
    ...polling(address.asOf, apiContract.gaps.readGapDrivers),
  })
}

/** Where the day's volumes went. */
export function flowQuery(id: NodeId, day: DayLabel, address: Address) {
  const query = { node: id, day, unitSystem: address.units, ...knowledge(address) }
  return queryOptions({
    queryKey: ['flow.readProductionFlow', id, query],
    queryFn: async ({ signal }) => unwrap(await api.flow.readProductionFlow({ query, fetchOptions: { signal } })),
    placeholderData: (previous, earlier) => (isAbout(id, earlier) ? previous : undefined),
    ...polling(address.asOf, apiContract.flow.readProductionFlow),
  })
}

/** More points than a wide screen has columns: the answer keeps extremes and gaps. */
const samplePoints = 2_000

/** Samples of one series in [from, to). */
export function samplesQuery(id: SignalId, from: Instant, to: Instant, address: Address) {
  const query = { from, to, maxPoints: samplePoints, unitSystem: address.units, ...knowledge(address) }
  return queryOptions({
    queryKey: ['signals.readSamples', id, query],
    queryFn: async ({ signal }) =>
      unwrap(await api.signals.readSamples({ params: { id }, query, fetchOptions: { signal } })),
    placeholderData: (previous, earlier) => (isAbout(id, earlier) ? previous : undefined),
    ...polling(address.asOf, apiContract.signals.readSamples),
  })
}
