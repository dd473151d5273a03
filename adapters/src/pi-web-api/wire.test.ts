import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseWire } from '../http/parse-wire.ts'
import { describeOnSharedData } from '../test/shared-data.ts'
import { toReading } from './sample.ts'
import { instantAfter, ticksSince } from './timestamp.ts'
import {
  BatchAnswers,
  NamedObject,
  Points,
  RecordedStream,
  RecordedStreamSet,
  StreamIdentity,
  SummaryStream,
  TimedValue,
} from './wire.ts'

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

  it('reads a batch in which one part failed', async () => {
    const answers = BatchAnswers.parse(await read('test_batch__batch_response_partial_failure'))
    expect(Object.values(answers).map(({ Status }) => Status)).toEqual([200, 404])
  })

  it('reads a point that a batch looked up', async () => {
    const answers = BatchAnswers.parse(await read('conftest__batch_response'))
    expect(StreamIdentity.parse(answers['1']?.Content)).toMatchObject({ Future: false })
    expect(toReading(TimedValue.parse(answers['2']?.Content)).value).toBe(42.5)
  })

  it('reads an element and an attribute', async () => {
    for (const name of ['conftest__element_pump', 'conftest__attribute_temp'])
      expect(NamedObject.parse(await read(name)).Path).toContain('Pump-001')
  })

  it('reads a calculation with fewer decimals than a timestamp may have', async () => {
    const { Content } = (await read('grafana_plugin__calc_number')) as { Content: unknown }
    const [item] = RecordedStream.parse(Content).Items ?? []
    expect(instantAfter(0, ticksSince(0, item?.Timestamp ?? '')).toISOString()).toBe('2026-09-29T06:44:11.059Z')
  })
})

describe('recorded values that have drifted', () => {
  it.each([
    [
      { Items: [{ Items: [{ Timestamp: 't', Value: 1 }] }] },
      'Items.0.Items.0.Good is missing where true or false was expected.',
    ],
    [
      { Items: [{ Items: [{ Timestamp: 't', Good: true }] }] },
      'Items.0.Items.0.Value is missing where a value was expected.',
    ],
    [
      { Items: [{ Items: [{ Timestamp: 7, Value: 1, Good: true }] }] },
      'Items.0.Items.0.Timestamp is 7 where a text was expected.',
    ],
    [{}, 'Items is missing where a list was expected.'],
  ])('says what is wrong with %j', (body, text) => {
    expect(() => parseWire(RecordedStreamSet, body, 'pi', 'recorded')).toThrow(`recorded: ${text}`)
  })
})
