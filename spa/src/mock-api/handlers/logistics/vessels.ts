import type { apiContract, ArrivalReference, Vessel, VesselEta, VesselPosition } from '@tieback/contracts'
import { type CargoSlot, dayMs, hourMs, listCargoSlots } from '../../field/logistics/cargo-slots.ts'
import { type TerminalPlan, terminalPlans, type VesselPlan } from '../../field/logistics/plans.ts'
import type { MockApi } from '../../mock-api.ts'
import { metaOf, openReading, type ReadingTime } from '../../reading/reading.ts'
import type { MockWorld } from '../../mock-world.ts'
import { notFound, supplierOf, toInstant } from './logistics-reading.ts'
import { aheadQuantiles } from './voyage.ts'

const serviceSpeedKn = 12

/** The furthest that a vessel of this trade is ever away, nautical miles. */
const farthestNmi = 1_150

/** Hours before loading begins at which each reference is reached. */
const referenceHours: Readonly<Record<ArrivalReference, number>> = { 'pilot-station': 8, anchorage: 7, berth: 4 }

/** A position older than this is no position any more, h. */
const positionAgeHoursMax = 6

interface Voyage {
  readonly plan: TerminalPlan
  readonly vessel: VesselPlan
  readonly slot: CargoSlot | null
  readonly atMs: number
  readonly arrivalMs: number | null
}

function findVoyage(
  world: MockWorld,
  id: string,
  terminalId: string | undefined,
  reference: ArrivalReference,
  atMs: number,
): Voyage {
  const plan = terminalPlans.find(({ vessels }) => vessels.some((each) => each.id === id))
  const vessel = plan?.vessels.find((each) => each.id === id)
  if (plan === undefined || vessel === undefined) throw notFound(`vessel ${id}`)
  if (terminalId !== undefined && !terminalPlans.some((each) => each.id === terminalId))
    throw notFound(`terminal ${terminalId}`)
  // Where it is sent to another terminal than its cargo's, no cargo tells when it is wanted there.
  const isElsewhere = terminalId !== undefined && terminalId !== plan.id
  const slots = listCargoSlots(world.field.seed, plan, atMs, atMs + 60 * dayMs)
  const slot = isElsewhere ? null : (slots.find((each) => each.vessel?.id === id && each.loadEnd > atMs) ?? null)
  return {
    plan,
    vessel,
    slot,
    atMs,
    arrivalMs: slot === null ? null : slot.loadStart - referenceHours[reference] * hourMs,
  }
}

const toVessel = ({ id, name, imo, mmsi, deadweightT, lengthM }: VesselPlan): Vessel => ({
  ...{ id, name, imo, kind: 'shuttle-tanker', mmsi: [{ mmsi, validFrom: null, validTo: null }] },
  ...{ callSign: `LA${id.slice(-4).toUpperCase()}`, lengthOverall: lengthM, beam: 46, deadweight: deadweightT },
  serviceSpeed: serviceSpeedKn,
})

/** What is left to sail: at service speed, and never from further than the trade goes. */
const milesLeft = ({ arrivalMs, atMs }: Voyage): number =>
  arrivalMs === null ? farthestNmi : Math.min(farthestNmi, (serviceSpeedKn * Math.max(0, arrivalMs - atMs)) / hourMs)

const positionAgeHours = ({ vessel }: Voyage): number => (vessel.name === 'STALE' ? 9 : 0.2)

function toPosition(voyage: Voyage): VesselPosition | null {
  const { plan, vessel, atMs, arrivalMs } = voyage
  if (vessel.name === 'EMPTY') return null
  const left = milesLeft(voyage)
  const isUnderWay = arrivalMs !== null && arrivalMs > atMs && left < farthestNmi
  const { latitude, longitude } = plan.position
  const at = toInstant(atMs - positionAgeHours(voyage) * hourMs)
  return {
    // South-west of the terminal, where the trade comes from.
    latitude: latitude - (left / 60) * 0.6,
    longitude: longitude - ((left / 60) * 0.8) / Math.cos((latitude * Math.PI) / 180),
    at,
    receivedAt: at,
    sourceId: 'vessel-positions',
    quality: positionAgeHours(voyage) > positionAgeHoursMax ? 'stale' : 'good',
    speedOverGround: isUnderWay ? serviceSpeedKn : 0.1,
    courseOverGround: isUnderWay ? 37 : null,
    trueHeading: 37,
    navigationStatus: isUnderWay ? 'under-way-using-engine' : 'at-anchor',
    draught: 9.2,
    rejected: null,
  }
}

function stateOf({ slot, atMs, arrivalMs }: Voyage): VesselEta['state'] {
  if (slot === null || arrivalMs === null) return 'unknown'
  if (atMs >= slot.loadStart - referenceHours.berth * hourMs) return 'alongside'
  return atMs >= arrivalMs ? 'arrived' : 'under-way'
}

function degradationOf(voyage: Voyage, position: VesselPosition | null): VesselEta['degraded'] {
  if (position === null)
    return { reason: 'position-missing', message: 'It was never seen; its laycan is all that is known.' }
  if (positionAgeHours(voyage) <= positionAgeHoursMax) return null
  return { reason: 'position-old', message: `Its last position is ${positionAgeHours(voyage)} hours old.` }
}

function toEta(voyage: Voyage, reference: ArrivalReference): VesselEta {
  const { plan, vessel, slot, atMs, arrivalMs } = voyage
  const position = toPosition(voyage)
  const left = milesLeft(voyage)
  const hoursLeft = arrivalMs === null ? 0 : Math.max(0, arrivalMs - atMs) / hourMs
  const basis = position !== null ? 'position' : slot === null ? 'none' : 'laycan'
  const isSailing = stateOf(voyage) === 'under-way' && position !== null
  return {
    vessel: toVessel(vessel),
    state: stateOf(voyage),
    terminal: slot === null ? null : { id: plan.id, name: plan.name },
    reference,
    cargo: slot === null ? null : { id: slot.id, reference: slot.reference },
    laycan: slot?.laycan ?? null,
    position,
    declared: position === null || arrivalMs === null ? null : toDeclared(plan, arrivalMs, atMs),
    distance: isSailing ? { value: left, method: 'route', route: 'Rotterdam to the terminal', factor: null } : null,
    speed: isSailing ? toSpeed(left, hoursLeft) : null,
    waits: isSailing ? [{ cause: 'pilot', expected: 1 }] : [],
    basis,
    issuedAt: toInstant(atMs),
    model: { name: 'voyage ratios', version: '1.0' },
    eta: arrivalMs === null ? null : aheadQuantiles(arrivalMs, atMs),
    calibration: arrivalMs === null ? null : toCalibration(hoursLeft),
    laycanMissed: slot === null ? null : 0.02,
    degraded: degradationOf(voyage, position),
  }
}

const toSpeed = (left: number, hoursLeft: number): VesselEta['speed'] =>
  left < farthestNmi
    ? { value: serviceSpeedKn, method: 'median-of-recent', fixes: 36, window: 6 }
    : { value: left / hoursLeft, method: 'to-meet-laycan', fixes: null, window: null }

function toDeclared({ locode }: TerminalPlan, arrivalMs: number, atMs: number): VesselEta['declared'] {
  const eta = toInstant(Math.round(arrivalMs / hourMs) * hourMs)
  return {
    asSent: eta.slice(5, 16).replace('T', ' '),
    eta,
    destination: locode,
    locode,
    receivedAt: toInstant(atMs - 2 * hourMs),
    verdict: locode === null ? 'destination-unknown' : 'accepted',
  }
}

function toCalibration(hoursLeft: number): VesselEta['calibration'] {
  const bucket =
    hoursLeft < 6 ? 'under-6-h' : hoursLeft < 24 ? '6-to-24-h' : hoursLeft < 72 ? '24-to-72-h' : 'over-72-h'
  return {
    ...{ method: 'empirical-ratio', bucket, routeClass: 'North Sea', n: 84, pooled: false, coverage: 0.81 },
    medianError: Math.max(0.4, hoursLeft * 0.06),
  }
}

const metaOfVoyage = (world: MockWorld, time: ReadingTime, { plan }: Voyage) =>
  metaOf(world, time, { nodes: [supplierOf(world, plan)], restsOn: ['logistics'], day: null })

export const vesselMocks: MockApi<typeof apiContract.vessels> = {
  readVesselEta: ({ params, query }, world) => {
    const time = openReading(world, query.asOf)
    const voyage = findVoyage(world, params.id, query.terminal, query.reference, time.asOf.getTime())
    return { status: 200, body: { data: toEta(voyage, query.reference), meta: metaOfVoyage(world, time, voyage) } }
  },
}
