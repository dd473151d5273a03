import { describe, expect, it } from 'vitest'
import { createWireShapes } from './wire-shapes.ts'

describe('the shapes of rows', () => {
  it('name every column with each type it was met with, in one order', () => {
    const shapes = createWireShapes()
    shapes.note('well_day', [{ whp: 88.4, choke: null, on: true }])
    shapes.note('well_day', [{ choke: '46', extra: { a: 1 }, list: [1] }])
    expect(shapes.take()).toEqual([
      {
        dataset: 'well_day',
        fields: { choke: 'null | string', extra: 'object', list: 'array', on: 'boolean', whp: 'number' },
      },
    ])
  })

  it('are given once, and say nothing of a class without rows', () => {
    const shapes = createWireShapes()
    shapes.note('well_day', [{ whp: 88.4 }])
    shapes.take()
    shapes.note('stream_day', [])
    expect(shapes.take()).toEqual([])
  })
})
