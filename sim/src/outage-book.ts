import {
  facilityCauses,
  hubCauses,
  liftCause,
  turnaroundCause,
  wellCauses,
  workoverCause,
  type Cause,
  type GroupCause,
} from './causes.ts'
import type { DayTable } from './day-table.ts'
import { hashOf, seedFor, uniform } from './noise.ts'
import { draftOutage, rampUpOf, turnaroundStart, type Draft } from './outage-draft.ts'
import type { Outage, Place } from './outages.ts'
import type { Topology } from './topology.ts'
import { datedValue, type Well } from './well.ts'

/** All outages that begin up to a day, and those of one well. Grows as later days are asked for. */
export interface OutageBook {
  /** Makes sure that all outages which begin on `day` or before are there. */
  extendTo(day: number): void
  /** In the order of their numbers. */
  readonly all: readonly Outage[]
  ofWell(well: number): readonly Outage[]
  /** Those of a well that overlap [startMs, endMs). */
  touching(well: number, startMs: number, endMs: number): readonly Outage[]
}

const wellOutageEveryDays = 34

const hits: Record<GroupCause['hits'], (well: Well) => boolean> = {
  all: () => true,
  producers: (well) => well.kind.endsWith('producer'),
  lifted: (well) => well.initial.liftGas > 0,
  'gas-producers': (well) => well.kind === 'gas-producer',
}

function causeFor(seed: number, well: Well, day: number): Cause {
  const draw = uniform(seedFor(seed, 'cause'), well.index, day)
  if (draw < 0.006) return workoverCause
  if (well.initial.liftGas > 0 && draw < 0.2) return liftCause
  const pick = hashOf(seedFor(seed, 'cause-pick'), well.index, day) % wellCauses.length
  return wellCauses[pick] ?? liftCause
}

const isOn = (well: Well, day: number): boolean => well.startDay === null || well.startDay <= day

/** Wells that a cause reaches at a facility or hub on a day. */
function wellsHit(topology: Topology, reach: GroupCause['hits'], place: Place, day: number): Well[] {
  return topology.wells.filter((well) => {
    const home = place.level === 'hub' ? well.hub : datedValue(well.facilities, day)
    return home === place.index && isOn(well, day) && hits[reach](well)
  })
}

/** Draws outages day by day. Each draw depends on its place and day alone; only "is it still down" needs the days before. */
export function createOutageBook(seed: number, topology: Topology, days: DayTable): OutageBook {
  const all: Outage[] = []
  const byWell = topology.wells.map((): Outage[] => [])
  const busyUntilMs = {
    well: new Map<number, number>(),
    facility: new Map<number, number>(),
    hub: new Map<number, number>(),
  }
  const seeds = {
    well: seedFor(seed, 'well-outage'),
    facility: seedFor(seed, 'facility-outage'),
    hub: seedFor(seed, 'hub-outage'),
  }
  let extendedTo = -1

  function add(part: Draft, sort: Outage['sort'], place: Place, parent: number | null): number {
    const outage = { ...part, number: all.length, sort, place, parent }
    all.push(outage)
    if (place.level === 'well') byWell[place.index]?.push(outage)
    return outage.number
  }

  /** Enters an outage and its ramp-up, unless the place is still down from the last one. */
  function record(made: Draft, wells: readonly Well[]): void {
    const { level, index } = made.place
    if ((busyUntilMs[level].get(index) ?? -Infinity) > made.startMs) return
    for (const part of [made, rampUpOf(made)]) {
      if (part === null) continue
      busyUntilMs[level].set(index, part.endMs)
      const number = add(part, level === 'well' ? 'single' : 'group', part.place, null)
      for (const well of wells) add(part, 'child', { level: 'well', index: well.index }, number)
    }
  }

  function drawWell(well: Well, day: number): void {
    const everyDays = wellOutageEveryDays * (well.kind.endsWith('injector') ? 2 : 1)
    if (!isOn(well, day) || uniform(seeds.well, well.index, day) > 1 / everyDays) return
    record(draftOutage(seed, days, { level: 'well', index: well.index }, causeFor(seed, well, day), day), [])
  }

  function drawGroups(causes: readonly GroupCause[], place: Place, day: number): void {
    for (const [order, cause] of causes.entries()) {
      if (uniform(seeds[place.level], place.index, day, order) > 1 / cause.everyDays) continue
      const wells = wellsHit(topology, cause.hits, place, day)
      if (wells.length > 0) record(draftOutage(seed, days, place, cause, day), wells)
    }
  }

  function drawTurnaround(facility: number, day: number): void {
    if (turnaroundStart(seed, facility, Math.floor(day / 365)) !== day) return
    const place = { level: 'facility', index: facility } as const
    record(draftOutage(seed, days, place, turnaroundCause, day), wellsHit(topology, 'all', place, day))
  }

  function drawDay(day: number): void {
    for (const { index } of topology.facilities) drawTurnaround(index, day)
    for (const { index } of topology.hubs) drawGroups(hubCauses, { level: 'hub', index }, day)
    for (const { index } of topology.facilities) drawGroups(facilityCauses, { level: 'facility', index }, day)
    for (const well of topology.wells) drawWell(well, day)
  }

  return {
    all,
    ofWell: (well) => byWell[well] ?? [],
    touching: (well, startMs, endMs) =>
      (byWell[well] ?? []).filter((outage) => outage.startMs < endMs && outage.endMs > startMs),
    extendTo(day) {
      while (extendedTo < day) drawDay(++extendedTo)
    },
  }
}
