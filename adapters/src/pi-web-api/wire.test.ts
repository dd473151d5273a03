import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeOnSharedData } from '../test/shared-data.ts'
import { toReading } from './sample.ts'
import { Points, RecordedStream, SummaryStream, TimedValue } from './wire.ts'

// Bodies from the tests of other clients: their authors' idea of the server, with fewer fields than it sends.
describeOnSharedData('pi-web-api-samples', 'bodies that other clients are tested with', (path) => {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(path, `${name}.json`), 'utf8')) as unknown

  it.each([
    ['conftest__recorded_values', [10, 20, 30]],
    ['conftest__interpolated_values', [10, 15, 20, 25]],
    ['test_pandas__value_questionable_annotated', [42.5]],
  ])('reads the values of %s', async (name, values) => {
    const { Items = [] } = RecordedStream.parse(await read(name))
    expect(Items.map((item) => toReading(item).value)).toEqual(values)
  })

  it('reads a questionable value as uncertain', async () => {
    const { Items = [] } = RecordedStream.parse(await read('test_pandas__value_questionable_annotated'))
    expect(Items.map((item) => toReading(item).quality)).toEqual(['uncertain'])
  })

  it('reads a snapshot, a summary and a list of points', async () => {
    expect(toReading(TimedValue.parse(await read('conftest__current_value'))).value).toBe(42.5)
    expect(SummaryStream.parse(await read('test_values__summary_payload')).Items?.map(({ Type }) => Type)).toContain(
      'Minimum',
    )
    expect(Points.parse(await read('test_points__search_payload')).Items).toMatchObject([
      { Name: 'sinusoid', PointType: 'Float32' },
    ])
  })
})
