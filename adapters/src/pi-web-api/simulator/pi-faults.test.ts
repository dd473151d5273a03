import { createFaultSet } from '../../http/simulator/fault-set.ts'
import { sharedFaults } from '../../http/simulator/shared-faults.ts'
import { expect, it } from 'vitest'
import { piFaults } from './pi-faults.ts'

it('each fault of the PI simulator has a name of its own and says what it does and what is seen of it', () => {
  const names = [...sharedFaults, ...piFaults].map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const { name, does, seen } of piFaults) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect([does, seen].filter((text) => !text.endsWith('.'))).toEqual([])
  }
})

it('each fault of the PI simulator can be named with its default', () => {
  const faults = createFaultSet(
    piFaults,
    piFaults.map(({ name }) => name),
  )
  expect(faults.active().map(({ name, value }) => [name, value])).toEqual(
    piFaults.map(({ name, parameter }) => [name, parameter?.default ?? null]),
  )
})
