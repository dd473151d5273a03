/** One figure of each well and day; JSON is YAML. */
export const ecMappingText = JSON.stringify({
  namespace: 'crash',
  connection: { timeZone: 'Europe/Oslo', productionDayStart: '06:00' },
  statusMap: { P: 'provisional', V: 'verified', A: 'approved' },
  nodes: [
    { class: 'facility', kind: 'facility', key: { objectId: 'objectId' }, name: 'name' },
    { class: 'well', kind: 'well', key: { objectId: 'objectId' }, name: 'name', parent: 'facilityId' },
  ],
  datasets: {
    wellAlloc: {
      class: 'well_day_alloc',
      key: { objectId: 'objectId', day: 'daytime' },
      audit: { status: 'recordStatus', updatedAt: 'updatedAt', revision: 'revision' },
      fields: { oil_production: { column: 'oil', unit: 'm3', reference: 'metric', measure: 'allocated' } },
    },
  },
})

/** Pressures of the facility's synthetic tags. */
export const piMappingText = `
dataServer: TBSIM
nodes: { namespace: crash, keyKind: object-id }
tags:
  - match: '^SYN-\\d+\\.PV$'
    node: F
    quantity: wellhead_pressure
    name: Pressure
    unit: bar
    gauge: true
    interpolation: linear
    expectedPeriod: 1s
`
