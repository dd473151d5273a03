import { z } from 'zod'
import {
  ArrivalReference,
  CargoRef,
  EstimateModel,
  GeographicPosition,
  Laycan,
  Mmsi,
  Probability,
  TerminalRef,
  VesselRef,
} from '../logistics.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { Quality } from '../quality.ts'
import { InstantQuantiles } from '../quantiles.ts'
import { Instant } from '../time.ts'

/** An MMSI is an attribute with a date: it changes with the flag, the IMO number stays. */
export const DatedMmsi = z.object({
  mmsi: Mmsi,
  validFrom: Instant.nullable(),
  /** Exclusive; null while it holds. */
  validTo: Instant.nullable(),
})
export type DatedMmsi = z.infer<typeof DatedMmsi>

export const VesselKind = openEnum([
  'shuttle-tanker',
  'crude-tanker',
  'product-tanker',
  'lng-carrier',
  'lpg-carrier',
  'other',
])
export type VesselKind = z.infer<typeof VesselKind>

export const Vessel = VesselRef.extend({
  kind: VesselKind,
  /** Newest first. */
  mmsi: z.array(DatedMmsi),
  callSign: z.string().min(1).nullable(),
  lengthOverall: measured(z.number().positive().nullable(), { unit: 'm' }),
  beam: measured(z.number().positive().nullable(), { unit: 'm' }),
  deadweight: measured(z.number().positive().nullable(), { unit: 't' }),
  serviceSpeed: measured(z.number().positive().nullable(), { unit: 'kn' }),
})
export type Vessel = z.infer<typeof Vessel>

/** As the crew set it; often stale, so movement is believed before it. */
export const NavigationStatus = openEnum([
  'under-way-using-engine',
  'at-anchor',
  'not-under-command',
  'restricted-manoeuvrability',
  'constrained-by-draught',
  'moored',
  'aground',
  'fishing',
  'under-way-sailing',
  'other',
])
export type NavigationStatus = z.infer<typeof NavigationStatus>

/** Where a vessel was last seen. Fields that its transponder marks as not available are null; the rest is kept. */
export const VesselPosition = GeographicPosition.extend({
  /** Of the fix. Its age follows from the answer's `asOf`. */
  at: Instant,
  receivedAt: Instant,
  sourceId: z.string().min(1),
  quality: Quality,
  speedOverGround: measured(z.number().min(0).nullable(), { unit: 'kn' }),
  /** Null below half a knot too, where it means nothing. */
  courseOverGround: measured(z.number().min(0).lt(360).nullable(), { unit: 'deg' }),
  trueHeading: measured(z.number().min(0).lt(360).nullable(), { unit: 'deg' }),
  navigationStatus: NavigationStatus.nullable(),
  /** Typed by the crew. */
  draught: measured(z.number().positive().nullable(), { unit: 'm' }),
  /** Why the newest fixes were passed over, such as a jump that no ship makes; null where none was. */
  rejected: openEnum(['on-land', 'implied-speed', 'cloned-identity', 'not-available']).nullable(),
})
export type VesselPosition = z.infer<typeof VesselPosition>

/** What the estimate does with the crew's own, and why. */
export const DeclaredEtaVerdict = openEnum([
  'accepted',
  'not-given',
  'destination-unknown',
  'destination-differs',
  'in-the-past',
  'too-far-ahead',
  'too-old',
])
export type DeclaredEtaVerdict = z.infer<typeof DeclaredEtaVerdict>

/** The estimate that the crew typed into the transponder. It has no year; the nearest that is not long past is taken. */
export const DeclaredEta = z.object({
  /** Month, day, hour and minute in UTC as sent, such as `11-21 12:00`. */
  asSent: z.string().min(1).nullable(),
  eta: Instant.nullable(),
  /** Free text as sent. */
  destination: z.string().nullable(),
  /** The UN/LOCODE that it was understood as. */
  locode: z.string().nullable(),
  receivedAt: Instant,
  verdict: DeclaredEtaVerdict,
})
export type DeclaredEta = z.infer<typeof DeclaredEta>

/** What lies ahead, and how it was measured: a great circle may cross land, so it is never given without its factor. */
export const RemainingDistance = z.object({
  value: measured(z.number().min(0), { unit: 'nmi' }),
  method: openEnum(['route', 'great-circle-times-factor']),
  /** Of the route; null with the other method. */
  route: z.string().min(1).nullable(),
  /** That the great circle was multiplied by; null with a route. */
  factor: measured(z.number().min(1).nullable(), { unit: '1' }),
})
export type RemainingDistance = z.infer<typeof RemainingDistance>

export const EffectiveSpeed = z.object({
  value: measured(z.number().positive(), { unit: 'kn' }),
  /** `to-meet-laycan`: the vessel is expected to slow down rather than to wait for its laycan. */
  method: openEnum(['median-of-recent', 'service-speed', 'to-meet-laycan']),
  /** Fixes that the median rests on, and how far back they reach; null with the other methods. */
  fixes: z.int().min(1).nullable(),
  window: measured(z.number().positive().nullable(), { unit: 'h' }),
})
export type EffectiveSpeed = z.infer<typeof EffectiveSpeed>

/** A wait on the way to the arrival reference. */
export const ExpectedWait = z.object({
  cause: openEnum(['pilot', 'anchorage', 'berth-occupied', 'daylight', 'tide', 'weather', 'laycan-start', 'canal']),
  expected: measured(z.number().min(0), { unit: 'h' }),
})
export type ExpectedWait = z.infer<typeof ExpectedWait>

/** How right estimates like this one have been. */
export const EtaCalibration = z.object({
  /** `empirical-ratio` past errors of the same bucket · `simulated` draws of speed and waits, while arrivals are too few. */
  method: openEnum(['empirical-ratio', 'simulated']),
  /** By what was left to go. */
  bucket: openEnum(['under-6-h', '6-to-24-h', '24-to-72-h', 'over-72-h']),
  /** Null: all routes. */
  routeClass: z.string().min(1).nullable(),
  /** Arrivals that it rests on; 0 where it is simulated. */
  n: z.int().min(0),
  /** The bucket had fewer than 30, so neighbours were added. */
  pooled: z.boolean(),
  /** Share of arrivals between P10 and P90, 0.8 where it is right; null without arrivals. */
  coverage: measured(z.number().min(0).max(1).nullable(), { unit: '1' }),
  /** Median of |actual − P50|. */
  medianError: measured(z.number().min(0).nullable(), { unit: 'h' }),
})
export type EtaCalibration = z.infer<typeof EtaCalibration>

/** Why an estimate is worse than it could be. */
export const EtaDegradation = z.object({
  reason: openEnum([
    'position-old',
    'position-missing',
    'position-rejected',
    'no-route',
    'few-arrivals',
    'source-down',
  ]),
  message: z.string().min(1),
})
export type EtaDegradation = z.infer<typeof EtaDegradation>

/** `arrived` is near the reference and still: the estimate is frozen at the arrival. */
export const VoyageState = openEnum(['under-way', 'waiting', 'arrived', 'alongside', 'departed', 'unknown'])
export type VoyageState = z.infer<typeof VoyageState>

/** A vessel's next arrival: position time + distance ÷ speed + waits, then the errors of the past around it. */
export const VesselEta = z.object({
  vessel: Vessel,
  state: VoyageState,
  /** Where it is bound, as nominated; null where no cargo and no caller names a terminal. */
  terminal: TerminalRef.nullable(),
  /** What the estimate is the arrival at. */
  reference: ArrivalReference,
  cargo: CargoRef.nullable(),
  laycan: Laycan.nullable(),
  /** Never invented: null where it was never seen. */
  position: VesselPosition.nullable(),
  declared: DeclaredEta.nullable(),
  distance: RemainingDistance.nullable(),
  speed: EffectiveSpeed.nullable(),
  waits: z.array(ExpectedWait),
  /** What the estimate rests on; `declared`, `laycan` and `none` are what is left where a position is missing or old. */
  basis: openEnum(['position', 'declared', 'laycan', 'none']),
  issuedAt: Instant,
  model: EstimateModel,
  eta: InstantQuantiles.nullable(),
  /** Null where there is no estimate. */
  calibration: EtaCalibration.nullable(),
  /** Of arriving after the laycan has ended. */
  laycanMissed: Probability.nullable(),
  degraded: EtaDegradation.nullable(),
})
export type VesselEta = z.infer<typeof VesselEta>
