import { NodeId, SignalId } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { nodeIdOf, signalIdOf } from './node-id.ts'

describe('ids', () => {
  it('never change: links and stored facts carry them', () => {
    expect(nodeIdOf('well', 'field', 'W1')).toBe('well-h64f0dqya5')
    expect(signalIdOf('pi-north', 'A-01.WHP')).toBe('sig-zbqzhk1rv7')
  })

  it('have the shape that the contract promises', () => {
    expect(NodeId.parse(nodeIdOf('asset', 'ns', 'Ærø 4/5 "x"'))).toMatch(/^asset-[0-9a-z]{10}$/)
    expect(SignalId.parse(signalIdOf('', ''))).toMatch(/^sig-[0-9a-z]{10}$/)
  })

  it('differ by namespace, object id and where one ends and the other starts', () => {
    const ids = [
      nodeIdOf('well', 'ab', 'c'),
      nodeIdOf('well', 'a', 'bc'),
      nodeIdOf('well', 'a', 'BC'),
      nodeIdOf('well', 'a', 'b,c'),
    ]
    expect(new Set(ids).size).toBe(4)
  })
})
