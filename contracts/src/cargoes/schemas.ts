import { z } from 'zod'
import {
  ArrivalReference,
  BerthRef,
  CargoRef,
  EquityShare,
  FirstInstantQuantiles,
  GradeRef,
  Laycan,
  LocalDay,
  LogisticsUnits,
  Mmsi,
  Probability,
  TerminalRef,
  VesselRef,
} from '../logistics.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { Quality } from '../quality.ts'
import { InstantQuantiles } from '../quantiles.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { Instant } from '../time.ts'
import { CargoDemurrage, Laytime } from './laytime.ts'

/**
 * `nominated` a quantity and a window · `accepted` the vessel too, after vetting · `en-route` sailing for the terminal · `arrived` notice of
 * readiness given · `alongside` all fast · `loading` · `loaded` hoses off · `sailed` · `closed` the bill of lading is agreed · `cancelled`.
 */
export const CargoStatus = openEnum([
  'nominated',
  'accepted',
  'en-route',
  'arrived',
  'alongside',
  'loading',
  'loaded',
  'sailed',
  'closed',
  'cancelled',
])
export type CargoStatus = z.infer<typeof CargoStatus>

/** The lifter's notice. It is revised many times; this is the last. */
export const Nomination = z.object({
  /** 1 is the first. */
  revision: z.int().min(1),
  at: Instant,
  by: z.string().min(1),
})
export type Nomination = z.infer<typeof Nomination>

/** What is to be loaded: nominated × (1 − minusShare) to nominated × (1 + plusShare), at the option of one side. */
export const NominatedVolume = z.object({
  nominated: z.number().positive(),
  minusShare: measured(z.number().min(0).lt(1), { unit: '1' }),
  plusShare: measured(z.number().min(0).lt(1), { unit: '1' }),
  option: openEnum(['seller', 'buyer', 'vessel', 'none']),
  min: z.number().positive(),
  max: z.number().positive(),
})
export type NominatedVolume = z.infer<typeof NominatedVolume>

/** A vessel on a cargo. By IMO number; `matched: name` is a guess that a person has yet to confirm. */
export const CargoVessel = VesselRef.extend({
  /** That it sails under at the answer's `asOf`. */
  mmsi: Mmsi.nullable(),
  matched: openEnum(['imo', 'mmsi', 'name']),
  vetting: openEnum(['accepted', 'pending', 'refused', 'not-needed']),
  /** The vessel that was nominated before; null where it is the first. */
  substitutes: VesselRef.nullable(),
})
export type CargoVessel = z.infer<typeof CargoVessel>

/** The estimate in short; `/vessels/{id}/eta` says what it rests on. */
export const CargoEta = z.object({
  reference: ArrivalReference,
  eta: InstantQuantiles,
  /** Of arriving after the laycan has ended. */
  laycanMissed: Probability,
  /** True where the position is old or missing. */
  degraded: z.boolean(),
})
export type CargoEta = z.infer<typeof CargoEta>

/** When the berth will load it, and whether the volume will be there. */
export const LoadingPlan = z.object({
  start: InstantQuantiles,
  end: InstantQuantiles,
  rate: z.number().positive(),
  /** When the nominated volume will be available in the tanks. */
  volumeReady: FirstInstantQuantiles,
  /** That it is not, when loading is due to start. */
  volumeShort: Probability,
})
export type LoadingPlan = z.infer<typeof LoadingPlan>

/** The steps of a call, in their usual order. */
export const CargoEventKind = openEnum([
  'end-of-sea-passage',
  'notice-of-readiness-tendered',
  'notice-of-readiness-accepted',
  'anchored',
  'pilot-on-board',
  'all-fast',
  'hoses-connected',
  'loading-commenced',
  'loading-stopped',
  'loading-resumed',
  'loading-completed',
  'hoses-disconnected',
  'documents-on-board',
  'sailed',
])
export type CargoEventKind = z.infer<typeof CargoEventKind>

/** A line of the statement of facts. */
export const CargoEvent = z.object({
  kind: CargoEventKind,
  at: Instant,
  berth: BerthRef.nullable(),
  sourceId: z.string().min(1),
  remark: z.string().nullable(),
})
export type CargoEvent = z.infer<typeof CargoEvent>

/** The accounting fact, from the shore's meters or tanks; one for each shipper of a cargo. `volume` is `stated` in the answer's units. */
export const BillOfLading = z.object({
  number: z.string().min(1),
  date: LocalDay,
  shipper: z.string().min(1),
  volume: z.number().positive(),
  stated: z.object({
    value: z.number().positive(),
    unit: UnitOfMeasure,
    /** A mass weighed in air is about 0.1 % less than in vacuum; null for a volume. */
    massBasis: openEnum(['air', 'vacuum']).nullable(),
  }),
  receivedAt: Instant,
})
export type BillOfLading = z.infer<typeof BillOfLading>

/** All that was said of the loaded volume. All of it is kept; the bills of lading win for accounting. */
export const LoadedVolume = z.object({
  billsOfLading: z.array(BillOfLading),
  /** Their volumes together; null until the last has come. */
  billed: z.number().positive().nullable(),
  /** Of the loading meters, or of the tanks where there are none. */
  metered: z.number().positive().nullable(),
  meteredQuality: Quality,
  /** billed − metered; null until both are there. */
  difference: z.number().nullable(),
  /** difference ÷ metered. */
  differenceShare: measured(z.number().nullable(), { unit: '1' }),
  /** The ship's own figure, corrected by its experience factor. */
  ship: z.number().positive().nullable(),
})
export type LoadedVolume = z.infer<typeof LoadedVolume>

export const Cargo = CargoRef.extend({
  status: CargoStatus,
  terminal: TerminalRef,
  /** Null until one is assigned. */
  berth: BerthRef.nullable(),
  grade: GradeRef,
  /** The company in whose name it is lifted. */
  lifter: z.string().min(1),
  /** Whose oil it is. */
  shares: z.array(EquityShare).min(1),
  nomination: Nomination,
  volume: NominatedVolume,
  laycan: Laycan,
  /** Null until one is nominated. */
  vessel: CargoVessel.nullable(),
  /** Free text or UN/LOCODE of where it goes. */
  destination: z.string().nullable(),
  /** Null once arrived, and without a vessel. */
  eta: CargoEta.nullable(),
  /** Null once loading has begun, and where nothing can be said. */
  loading: LoadingPlan.nullable(),
  /** Statement of facts, oldest first. */
  events: z.array(CargoEvent),
  /** Null until loading is completed. */
  loaded: LoadedVolume.nullable(),
  laytime: Laytime.nullable(),
  demurrage: CargoDemurrage.nullable(),
})
export type Cargo = z.infer<typeof Cargo>

export const CargoList = z.object({
  units: LogisticsUnits,
  /** By start of their laycan, then by id. */
  cargoes: z.array(Cargo),
  nextCursor: z.string().nullable(),
})
export type CargoList = z.infer<typeof CargoList>
