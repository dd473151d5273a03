import {
  hourMs,
  plannedAheadDays,
  registrationDelayMs,
  testAnnouncedDays,
  type Field,
  type FieldWellTest,
  type Outage,
} from '@tieback/sim'
import { compareByDay, type EcEntry, type EcRow, type EcSelection, type EcStatus } from './ec-rows.ts'
import { round } from './field-daily.ts'
import { toDaytime, toLocalTime } from './local-time.ts'

const dayMs = 24 * hourMs
const minuteMs = 60_000

/** One state of an event's row, from `atMs` until the next. */
interface EventState {
  readonly atMs: number
  readonly status: EcStatus
  readonly endMs: number | null
}

/** When an event is entered, prolonged, closed, verified and approved. A planned one is entered ahead with the end it was to have. */
function statesOf(seed: number, outage: Outage): readonly EventState[] {
  const { startMs, endMs, plannedEndMs } = outage
  const enteredMs =
    plannedEndMs === null ? startMs + registrationDelayMs(seed, outage, 'start') : startMs - plannedAheadDays * dayMs
  const closedMs = Math.max(enteredMs + minuteMs, endMs + registrationDelayMs(seed, outage, 'end'))
  const isLate = plannedEndMs !== null && plannedEndMs < endMs
  return [
    { atMs: enteredMs, status: 'P', endMs: plannedEndMs },
    ...(isLate ? [{ atMs: plannedEndMs + 10 * minuteMs, status: 'P' as const, endMs: null }] : []),
    { atMs: closedMs, status: 'P', endMs },
    { atMs: closedMs + 30 * hourMs, status: 'V', endMs },
    { atMs: closedMs + 4 * dayMs, status: 'A', endMs },
  ]
}

function seenOf<State extends { readonly atMs: number }>(states: readonly State[], nowMs: number) {
  const index = states.findLastIndex(({ atMs }) => atMs <= nowMs)
  const state = states[index]
  return state === undefined ? null : { state, revision: index + 1 }
}

/** Instants that a selection of production days lies between. */
function spanOf(field: Field, { fromDay, toDay }: EcSelection): { startMs: number; endMs: number } {
  return {
    startMs: fromDay === null ? -Infinity : field.days.startMs(Math.max(0, field.days.indexOf(fromDay))),
    endMs: toDay === null ? Infinity : field.days.startMs(field.days.indexOf(toDay)),
  }
}

const eventNumber = (number: number): string => `D-${String(number + 1).padStart(6, '0')}`

function objectOf(field: Field, { place }: Outage, nowMs: number): { objectId: string; objectCode: string } {
  if (place.level === 'well') {
    const well = field.topology.wells[place.index]
    return { objectId: well?.objectId ?? '', objectCode: well === undefined ? '' : field.wellCode(well, nowMs) }
  }
  const of = (place.level === 'hub' ? field.topology.hubs : field.topology.facilities)[place.index]
  return { objectId: of?.objectId ?? '', objectCode: of?.code ?? '' }
}

/** Entries of `deferment_event`: events that overlap the days, planned ones ahead of their time. */
export function createDefermentEntries(field: Field, timeZone: string) {
  function entryOf(outage: Outage, nowMs: number): (EcEntry & { readonly endMs: number | null }) | null {
    const seen = seenOf(statesOf(field.seed, outage), nowMs)
    if (seen === null) return null
    const { state, revision } = seen
    const object = objectOf(field, outage, nowMs)
    const daytime = toLocalTime(timeZone, outage.startMs)
    const number = eventNumber(outage.number)
    return {
      ...object,
      daytime,
      number,
      updatedMs: state.atMs,
      status: state.status,
      endMs: state.endMs,
      toRow: (): EcRow => ({
        eventNo: number,
        ...object,
        daytime,
        start: daytime,
        end: state.endMs === null ? null : toLocalTime(timeZone, state.endMs),
        eventType: outage.lossShare === 1 ? 'DOWN' : 'REDUCED',
        eventSort: outage.sort.toUpperCase(),
        parentEventNo: outage.parent === null ? null : eventNumber(outage.parent),
        reasonLevel1: outage.cause.level,
        reasonLevel2: outage.cause.code,
        reasonText: outage.cause.text,
        scheduled: outage.cause.isPlanned ? 'Y' : 'N',
        lossShare: outage.lossShare,
        recordStatus: state.status,
        revision,
        revisionText: null,
        updatedAt: toLocalTime(timeZone, state.atMs),
        updatedBy: state.status === 'P' ? 'control-room' : 'accountant',
      }),
    }
  }

  return (selection: EcSelection, nowMs: number): EcEntry[] => {
    field.outages.extendTo(field.days.indexAt(nowMs) + plannedAheadDays + 1)
    const span = spanOf(field, selection)
    return field.outages.all
      .flatMap((outage) => {
        const entry = outage.startMs < span.endMs ? entryOf(outage, nowMs) : null
        return entry !== null && (entry.endMs ?? Infinity) > span.startMs ? [entry] : []
      })
      .sort(compareByDay)
  }
}

interface TestState {
  readonly atMs: number
  readonly status: EcStatus
  readonly testStatus: 'PLANNED' | 'PERFORMED' | 'ACCEPTED' | 'REJECTED'
}

function testStatesOf(test: FieldWellTest): readonly TestState[] {
  const announced: TestState = { atMs: test.startMs - testAnnouncedDays * dayMs, status: 'P', testStatus: 'PLANNED' }
  if (test.result === null) return [announced]
  const testStatus = test.result.isAccepted ? 'ACCEPTED' : 'REJECTED'
  return [
    announced,
    { atMs: test.endMs + 2 * hourMs, status: 'V', testStatus: 'PERFORMED' },
    { atMs: test.result.decidedMs, status: 'A', testStatus },
  ]
}

/** Entries of `well_test`: tests that overlap the days, announced ones ahead of their time. */
export function createWellTestEntries(field: Field, timeZone: string) {
  function entryOf(test: FieldWellTest, nowMs: number): EcEntry | null {
    const well = field.topology.wells[test.well]
    const seen = seenOf(testStatesOf(test), nowMs)
    if (well === undefined || seen === null) return null
    const { state, revision } = seen
    const result = state.testStatus === 'PLANNED' ? null : test.result
    const validFromDay = state.testStatus === 'ACCEPTED' ? (result?.validFromDay ?? null) : null
    const object = { objectId: well.objectId, objectCode: field.wellCode(well, nowMs) }
    const daytime = toLocalTime(timeZone, test.startMs)
    const number = `T-${String(test.number).padStart(7, '0')}`
    return {
      ...object,
      daytime,
      number,
      updatedMs: state.atMs,
      status: state.status,
      toRow: (): EcRow => ({
        testNo: number,
        ...object,
        daytime,
        start: daytime,
        end: toLocalTime(timeZone, test.endMs),
        testStatus: state.testStatus,
        validFrom: validFromDay === null ? null : toDaytime(field.days.label(validFromDay)),
        oilRate: result === null ? null : round(result.oil, 1),
        gasRate: result === null ? null : round(result.gas / 1_000, 2),
        waterRate: result === null ? null : round(result.water, 1),
        choke: result === null ? null : round(result.choke, 1),
        whp: result === null ? null : round(result.wellheadPressure, 1),
        recordStatus: state.status,
        revision,
        revisionText: null,
        updatedAt: toLocalTime(timeZone, state.atMs),
        updatedBy: 'well-engineer',
      }),
    }
  }

  return (selection: EcSelection, nowMs: number): EcEntry[] => {
    const span = spanOf(field, selection)
    const from = selection.fromDay === null ? 0 : Math.max(0, field.days.indexOf(selection.fromDay) - 1)
    const announced = field.days.indexAt(nowMs) + testAnnouncedDays + 1
    const to = selection.toDay === null ? announced : Math.min(announced, field.days.indexOf(selection.toDay))
    return field.topology.wells
      .flatMap((well) => field.tests.list(well.index, from, to))
      .filter((test) => test.startMs < span.endMs && test.endMs > span.startMs)
      .flatMap((test) => entryOf(test, nowMs) ?? [])
      .sort(compareByDay)
  }
}
