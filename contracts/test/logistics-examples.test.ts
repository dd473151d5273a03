import { describe, expect, it } from 'vitest'
import { apiExamples, gasPipelineEta } from '../src/examples.ts'
import {
  GradeStock,
  ImoNumber,
  type FirstInstantQuantiles,
  LiveEvent,
  LiveTopic,
  PipelineEta,
  type StockPosition,
} from '../src/index.ts'

const { terminals, cargoes, pipelines, vessels, live } = apiExamples
const operations = terminals.readTerminalOperations[200].data
const listed = terminals.listTerminals[200].data.terminals
const cargoList = cargoes.listCargoes[200].data.cargoes
const oil = pipelines.readPipelineEta[200].data
const voyage = vessels.readVesselEta[200].data
const { asOf } = vessels.readVesselEta[200].meta

const hourMs = 3_600_000
const sum = (values: readonly (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0)
const hoursBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / hourMs
/** Instants of the examples are whole minutes, volumes whole tenths. */
const toMinute = (hours: number): unknown => expect.closeTo(hours, 1)
const toTenth = (volume: number): unknown => expect.closeTo(volume, 0)

function only<Item>(items: readonly Item[]): Item {
  const [item, ...others] = items
  if (item === undefined || others.length > 0) throw new Error(`expected one, not ${items.length}`)
  return item
}

const gradeStock = only(operations.grades)
const projection = GradeStock.shape.projection.unwrap().parse(gradeStock.projection)
const [low = [], median = [], high = []] = projection.stock.values
/** A value of each step that the projection must have. */
const at = (column: readonly (number | null)[], index: number): number => column[index] ?? Number.NaN

function listQuantiles(value: unknown): FirstInstantQuantiles[] {
  if (typeof value !== 'object' || value === null) return []
  if ('p10' in value && typeof value.p10 === 'string') return [value as FirstInstantQuantiles]
  return Object.values(value).flatMap(listQuantiles)
}

describe('a stock position', () => {
  const inService = operations.tanks.filter((tank) => tank.service === 'in-service')
  const positions: [string, StockPosition][] = [
    ['of the terminal', operations.stock],
    ['of its only grade', gradeStock.stock],
    ['in the list', only(listed).stock],
  ]

  it.each(positions)('%s adds up the tanks that are in service, and no others', (_, position) => {
    expect(position.stock).toBe(sum(inService.map((tank) => tank.stock.value)))
    expect(position.ullageVolume).toBe(sum(inService.map((tank) => tank.ullageVolume)))
    expect(position.available).toBe(sum(inService.map((tank) => tank.available)))
    expect(position.maxOperating).toBe(sum(inService.map((tank) => tank.maxOperating)))
    expect(position.workingCapacity).toBe(sum(inService.map((tank) => tank.maxOperating - tank.minOperating)))
  })

  it('leaves a tank out of service neither stock nor space', () => {
    const outOfService = operations.tanks.filter((tank) => tank.service === 'out-of-service')
    expect(outOfService.map(({ ullageVolume, available }) => [ullageVolume, available])).toStrictEqual([[null, null]])
  })

  it('orders the limits of each tank: dead stock, least, most, shell', () => {
    for (const { deadStock, minOperating, maxOperating, shellCapacity } of operations.tanks) {
      expect([deadStock, minOperating, maxOperating, shellCapacity]).toStrictEqual(
        [deadStock, minOperating, maxOperating, shellCapacity].toSorted((a, b) => a - b),
      )
    }
  })

  it('has one reference height, of which level and ullage height are the parts', () => {
    for (const { level, ullageHeight } of operations.tanks) expect(sum([level.value, ullageHeight.value])).toBe(18.2)
  })

  it('is shared out among its owners', () => {
    expect(sum(gradeStock.owners.map(({ share }) => share))).toBe(1)
    expect(sum(gradeStock.owners.map(({ stock }) => stock))).toEqual(toTenth(gradeStock.stock.stock ?? Number.NaN))
    expect(sum(gradeStock.owners.map(({ overLift }) => overLift))).toBe(0)
  })
})

describe('an endurance', () => {
  const { inputs, toFull, withoutLifting, toEmpty } = gradeStock.endurance
  const [ullage, available, receipt, lifting] = [
    inputs.ullageVolume ?? 0,
    inputs.availableStock ?? 0,
    inputs.receiptRate ?? 0,
    inputs.liftingRate ?? 0,
  ]

  it('follows from its inputs by its formula, and is null where that does not limit', () => {
    expect(withoutLifting.days).toBeCloseTo(ullage / receipt, 6)
    expect(toEmpty.days).toBeCloseTo(available / (lifting - receipt), 6)
    expect(lifting).toBeGreaterThan(receipt)
    expect(toFull).toMatchObject({ state: 'not-limiting', days: null })
  })

  it('rests on the stock that is shown', () => {
    expect([inputs.ullageVolume, inputs.availableStock, inputs.at]).toStrictEqual([
      gradeStock.stock.ullageVolume,
      gradeStock.stock.available,
      gradeStock.stock.at,
    ])
  })

  it('spreads the planned liftings over its horizon', () => {
    const planned = operations.movements.filter((movement) => movement.phase === 'planned')
    expect(lifting * inputs.horizonDays).toEqual(expect.closeTo(-sum(planned.map(({ volume }) => volume)), -1))
  })
})

describe('a stock balance', () => {
  const { balance } = gradeStock
  const past = operations.movements.filter(({ phase }) => phase !== 'planned')

  it('closes', () => {
    const { opening, receipts, liftings, adjustments, unaccounted, closing } = balance
    expect(sum([opening, receipts, -(liftings ?? 0), adjustments, unaccounted])).toEqual(toTenth(closing ?? Number.NaN))
    expect(closing).toBe(gradeStock.stock.stock)
  })

  it.each(['receipt', 'lifting'] as const)('adds up every %s of the range', (kind) => {
    const moved = Math.abs(sum(past.filter((movement) => movement.kind === kind).map(({ volume }) => volume)))
    expect(kind === 'receipt' ? balance.receipts : balance.liftings).toEqual(toTenth(moved))
  })

  it('gives movements oldest first, those out of the tanks as negative', () => {
    const starts = operations.movements.map(({ start }) => start)
    expect(starts).toStrictEqual(starts.toSorted())
    for (const { kind, volume } of operations.movements) expect(Math.sign(volume)).toBe(kind === 'lifting' ? -1 : 1)
  })
})

describe('a stock projection', () => {
  it('has columns as long as its steps, whose rows do not cross', () => {
    const columns = [low, median, high, projection.receipts, projection.liftings, projection.maxOperating]
    for (const column of [...columns, projection.deadStock]) expect(column).toHaveLength(projection.at.length)
    for (const index of projection.at.keys()) {
      expect(at(low, index)).toBeLessThanOrEqual(at(median, index))
      expect(at(median, index)).toBeLessThanOrEqual(at(high, index))
    }
  })

  it('begins with the stock that was read, and closes from step to step', () => {
    expect([low[0], median[0], high[0]]).toStrictEqual(Array(3).fill(gradeStock.stock.stock))
    for (let index = 1; index < median.length; index += 1) {
      const moved = at(projection.receipts, index - 1) - at(projection.liftings, index - 1)
      expect(at(median, index)).toEqual(toTenth(at(median, index - 1) + moved))
    }
  })

  it('loads each planned lifting in full', () => {
    const planned = operations.movements.filter((movement) => movement.phase === 'planned')
    expect(sum(projection.liftings)).toEqual(toTenth(-sum(planned.map(({ volume }) => volume))))
  })

  it('reaches the tank top with a probability that its rows show', () => {
    const { at: first, probability } = projection.tankTop
    const firstAbove = (row: readonly (number | null)[]) =>
      projection.at[row.findIndex((stock, index) => (stock ?? 0) > at(projection.maxOperating, index))]
    expect(firstAbove(median)).toBeUndefined()
    expect([first.p50, probability > 0.5]).toStrictEqual([null, false])
    // Within the step before the first one that ends above the line.
    const late = hoursBetween(first.p10 ?? '', firstAbove(high) ?? '')
    expect(late).toBeGreaterThanOrEqual(0)
    expect(late).toBeLessThan(hoursBetween(projection.at[0] ?? '', projection.at[1] ?? ''))
    expect(probability).toBeGreaterThanOrEqual(0.1)
  })

  it('gives the smallest margins of its median', () => {
    const toMost = median.map((_, index) => at(projection.maxOperating, index) - at(median, index))
    const toDead = median.map((_, index) => at(median, index) - at(projection.deadStock, index))
    expect(projection.marginToMaxOperatingMin).toEqual(toTenth(Math.min(...toMost)))
    expect(projection.marginToDeadStockMin).toEqual(toTenth(Math.min(...toDead)))
  })

  it('finds a cargo short with a probability that its volumes and dates show', () => {
    const short = projection.cargoShort
    expect(short?.available.p10).toBeLessThan(short?.nominated ?? 0)
    expect(short?.available.p50).toBeGreaterThan(short?.nominated ?? 0)
    expect(short?.probability).toBeGreaterThan(0.1)
    expect(short?.probability).toBeLessThan(0.5)
    expect([short?.readyAt.p50, short?.dueAt, short?.readyAt.p90]).toStrictEqual(
      [short?.readyAt.p50, short?.dueAt, short?.readyAt.p90].toSorted(),
    )
  })
})

describe('a berth', () => {
  it('has a calendar without gaps or overlaps over the whole range', () => {
    const { availability } = only(operations.berths)
    const edges = [operations.from, ...availability.map(({ to }) => to)]
    expect(availability.map(({ from }) => from)).toStrictEqual(edges.slice(0, -1))
    expect(edges).toStrictEqual([...new Set(edges)].toSorted())
    expect(edges.at(-1)).toBe(operations.to)
  })
})

describe('a cargo', () => {
  it.each(cargoList)('$reference has a volume within its tolerance, and shares that add up', (cargo) => {
    const { nominated, minusShare, plusShare, min, max } = cargo.volume
    expect([min, max]).toEqual([toTenth(nominated * (1 - minusShare)), toTenth(nominated * (1 + plusShare))])
    expect(sum(cargo.shares.map(({ share }) => share))).toBe(1)
  })

  it.each(cargoList)('$reference has a laycan of whole local days, the last of them included', ({ laycan }) => {
    const localMidnight = (instant: string) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone: laycan.timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
        new Date(instant),
      )
    const dayAfterLast = new Date(Date.parse(laycan.lastDay) + 24 * hourMs).toISOString().slice(0, 10)
    expect(localMidnight(laycan.start)).toBe(`${laycan.firstDay} 00:00:00`)
    expect(localMidnight(laycan.end)).toBe(`${dayAfterLast} 00:00:00`)
  })

  it.each(cargoList.filter(({ loading }) => loading !== null))('$reference loads its volume at its rate', (cargo) => {
    const { start, end, rate } = cargo.loading ?? {}
    const hours = (24 * cargo.volume.nominated) / (rate ?? 0)
    expect(hoursBetween(start?.p50 ?? '', end?.p50 ?? '')).toEqual(toMinute(hours))
    expect(Date.parse(start?.p50 ?? '')).toBeGreaterThan(Date.parse(cargo.eta?.eta.p50 ?? ''))
  })

  it('keeps the bill of lading and the meter, and the difference between them', () => {
    const { billsOfLading = [], billed, metered, difference, differenceShare } = cargoList[0]?.loaded ?? {}
    expect(billed).toEqual(toTenth(sum(billsOfLading.map(({ volume }) => volume))))
    expect(difference).toEqual(toTenth((billed ?? 0) - (metered ?? 0)))
    for (const { volume, stated } of billsOfLading) {
      expect(stated.value).toEqual(toTenth((volume * (gradeStock.density ?? 0)) / 1_000))
    }
    expect(differenceShare).toBeCloseTo((difference ?? 0) / (metered ?? 0), 6)
    expect(
      -sum(
        operations.movements
          .filter(({ phase, kind }) => kind === 'lifting' && phase === 'actual')
          .map(({ volume }) => volume),
      ),
    ).toBe(metered)
  })

  it('counts its laytime from its statement of facts, oldest first', () => {
    const { events = [], laytime } = cargoList[0] ?? {}
    const instants = events.map((event) => event.at)
    expect(instants).toStrictEqual(instants.toSorted())
    expect(laytime?.used).toEqual(toMinute(hoursBetween(laytime?.startedAt ?? '', laytime?.stoppedAt ?? '')))
    expect(instants).toEqual(expect.arrayContaining([laytime?.startedAt, laytime?.stoppedAt]))
  })

  it.each(cargoList.filter(({ demurrage }) => demurrage !== null))('$reference costs its excess hours', (cargo) => {
    const { ratePerDay, excessHours, cost } = cargo.demurrage ?? {}
    expect(cost?.p90).toBeCloseTo(((ratePerDay?.amount ?? 0) * (excessHours?.p90 ?? 0)) / 24, 6)
  })

  it('is told the same in every answer', () => {
    const next = cargoList.find(({ id }) => id === voyage.cargo?.id)
    expect(next).toMatchObject({ laycan: voyage.laycan, eta: { eta: voyage.eta, reference: voyage.reference } })
    expect(next).toMatchObject({ vessel: { id: voyage.vessel.id, imo: voyage.vessel.imo } })
    expect(only(listed).nextLifting).toMatchObject({ cargo: voyage.cargo, loadingStart: next?.loading?.start })
    const short = cargoList.find(({ id }) => id === projection.cargoShort?.cargo.id)
    expect(short?.loading?.volumeShort).toBe(projection.cargoShort?.probability)
  })
})

describe('a pipeline', () => {
  const { linefill } = oil
  const parcels = linefill?.parcels ?? []

  it('is filled by its parcels, one behind the other', () => {
    expect(sum(parcels.map(({ volumeInLine }) => volumeInLine))).toEqual(toTenth(linefill?.volume ?? Number.NaN))
    expect(sum((linefill?.byShipper ?? []).map(({ volume }) => volume))).toEqual(toTenth(linefill?.volume ?? 0))
    const ends = parcels.map(({ endVolume }) => endVolume)
    expect([linefill?.volume, ...ends]).toEqual([...parcels.map(({ frontVolume }) => toTenth(frontVolume)), 0])
  })

  it('has the volume of its steel', () => {
    for (const { pipeline } of [oil, gasPipelineEta]) {
      const volume = (Math.PI / 4) * pipeline.innerDiameter ** 2 * pipeline.length
      expect(pipeline.geometricVolume).toEqual(toTenth(volume))
    }
  })

  it('brings a parcel when the volume ahead of it has left at the expected rate', () => {
    const { p10 = 0, p50 = 0, p90 = 0 } = oil.flow.expected ?? {}
    const underWay = parcels.flatMap(({ arrivals }) => arrivals).filter(({ front }) => front !== null)
    expect(underWay.length).toBeGreaterThan(1)
    for (const { front, volumeToGo } of underWay) {
      expect(hoursBetween(asOf, front?.p50 ?? '')).toEqual(toMinute((24 * volumeToGo) / p50))
      expect(hoursBetween(asOf, front?.p10 ?? '')).toEqual(toMinute((24 * volumeToGo) / p90))
      expect(hoursBetween(asOf, front?.p90 ?? '')).toEqual(toMinute((24 * volumeToGo) / p10))
    }
  })

  it('tells where each parcel stands at each delivery point', () => {
    expect(parcels.map(({ arrivals }) => arrivals.map(({ state }) => state))).toStrictEqual([
      ['passed', 'arriving'],
      ['arriving', 'on-the-way'],
      ['on-the-way', 'on-the-way'],
    ])
  })

  it('of gas fits the schema, and loses pack by what leaves and does not come in', () => {
    expect(PipelineEta.parse(gasPipelineEta)).toStrictEqual(gasPipelineEta)
    const { linePack, flow } = gasPipelineEta
    expect(linePack?.packRate).toBe((flow.inlet.value ?? 0) - (flow.outlet.value ?? 0))
    for (const { hours, demand, supply } of [linePack?.atPresentFlows, linePack?.withoutLargestSupply].flatMap(
      (survival) => survival ?? [],
    )) {
      expect(hours).toBeCloseTo((24 * (linePack?.usablePack ?? 0)) / ((demand ?? 0) - (supply ?? 0)), 6)
    }
  })
})

describe('a voyage', () => {
  it('ends when distance, speed and waits say', () => {
    const { position, distance, speed, waits, eta } = voyage
    const hours = (distance?.value ?? 0) / (speed?.value ?? 0) + sum(waits.map(({ expected }) => expected))
    expect(hoursBetween(position?.at ?? '', eta?.p50 ?? '')).toEqual(toMinute(hours))
  })

  it('is judged by the bucket that its hours to go fall in', () => {
    const hours = hoursBetween(asOf, voyage.eta?.p50 ?? '')
    expect(hours).toBeGreaterThan(24)
    expect(hours).toBeLessThan(72)
    expect(voyage.calibration?.bucket).toBe('24-to-72-h')
  })
})

describe('the instants of all logistics', () => {
  const quantiles = listQuantiles([terminals, cargoes, pipelines, vessels, gasPipelineEta])

  it('come early, likely and late in that order, and none before it was known', () => {
    expect(quantiles.length).toBeGreaterThan(10)
    for (const { p10, p50, p90 } of quantiles) {
      const given = [asOf, p10, p50, p90].filter((instant) => instant !== null)
      expect(given).toStrictEqual(given.toSorted())
    }
  })
})

describe('an IMO number', () => {
  it('is refused when one digit is wrong, or two have changed places', () => {
    expect(ImoNumber.safeParse('9074729').success).toBe(true)
    expect(ImoNumber.safeParse('9074728').success).toBe(false)
    expect(ImoNumber.safeParse('9047729').success).toBe(false)
    expect(ImoNumber.safeParse('9072749').success).toBe(false)
  })
})

describe('the live stream', () => {
  const frames = live.streamLive[200].split('\n\n').filter((frame) => frame.startsWith('id: '))
  const events = frames.map((frame) => ({
    name: /^event: (.+)$/m.exec(frame)?.[1],
    event: LiveEvent.parse(JSON.parse(/^data: (.+)$/m.exec(frame)?.[1] ?? '')),
  }))

  it('is made of live events whose name is their type, one of each', () => {
    expect(events.map(({ name }) => name)).toStrictEqual(events.map(({ event }) => event.type))
    expect(events.map(({ name }) => name).sort()).toStrictEqual([...LiveTopic.options, 'heartbeat'].sort())
  })

  it('ends each event with an empty line, and starts with how long to wait before connecting again', () => {
    expect(live.streamLive[200]).toMatch(/^retry: \d+\n\n/)
    expect(live.streamLive[200]).toMatch(/\n\n$/)
  })
})
