import { describe, expect, it } from 'vitest'
import { createWireShapes } from './wire-shapes.ts'

describe('wire shapes', () => {
  it('name the type of each field, several joined, in alphabetical order', () => {
    const shapes = createWireShapes()
    shapes.note('points', { Name: 'A', EngineeringUnits: 'bar', Step: false })
    shapes.note('points', { Step: true, Name: 'B', EngineeringUnits: null })
    expect(shapes.take()).toEqual([
      { dataset: 'points', fields: { EngineeringUnits: 'null | string', Name: 'string', Step: 'boolean' } },
    ])
  })

  it('are forgotten once taken', () => {
    const shapes = createWireShapes()
    shapes.note('recorded', { Timestamp: 'x' })
    shapes.take()
    expect(shapes.take()).toEqual([])
  })

  it('stay the same where a value is a state, or an error is there', () => {
    const [numbers, states] = [createWireShapes(), createWireShapes()]
    numbers.note('recorded', { Value: 1, Good: true })
    states.note('recorded', { Value: { Value: 253 }, Good: false, Errors: [] })
    expect(states.take()).toEqual(numbers.take())
  })
})
