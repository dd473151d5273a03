import { describe, expect, it } from 'vitest'
import { type FaultDescription, parseFault, toFaultText } from './fault.ts'
import { driftFaults } from './drift-faults.ts'
import { createFaultSet } from './fault-set.ts'
import { sharedFaults } from './shared-faults.ts'

const own = [
  { name: 'lost-tag', parameter: { name: 'tag', unit: null, default: 'A-01.WHP' }, does: '', seen: '' },
] as const satisfies readonly FaultDescription[]
const all = [...sharedFaults, ...driftFaults({ field: 'value', seen: '' }, { field: 'value', seen: '' }), ...own]

describe('parseFault', () => {
  it.each([
    ['unauthorized', null],
    ['slow', 5_000],
    ['slow=250', 250],
    ['rate-limited=0', 0],
    ['drift=value,quality', 'value,quality'],
    ['lost-tag=A=B', 'A=B'],
  ])('reads %s', (text, value) => {
    const fault = parseFault(text, all)
    expect(fault).toEqual({ name: text.split('=')[0], value })
    expect(parseFault(toFaultText(fault), all)).toEqual(fault)
  })

  it('lists the faults there are where one is unknown', () => {
    expect(() => parseFault('slwo=2', own)).toThrow("There is no fault 'slwo'. There are: lost-tag.")
    expect(() => parseFault('', all)).toThrow(/There is no fault ''\. There are: bad-gateway, burst-limited,/)
  })

  it.each([
    ['unauthorized=1', "The fault 'unauthorized' takes no value."],
    ['slow=soon', "The fault 'slow' takes a delay in ms, a number from 0 on, such as slow=5000."],
    ['slow=', 'a number from 0 on'],
    ['slow=-1', 'a number from 0 on'],
    ['drift=', "The fault 'drift' takes a fields, such as drift=value."],
  ])('says what %s lacks', (text, message) => {
    expect(() => parseFault(text, all)).toThrow(message)
  })
})

describe('a set of faults', () => {
  it('holds several at once, each with the value given last', () => {
    const faults = createFaultSet(all, ['slow=10'])
    faults.add('lost-tag=B-02.WHT', { kind: 'slow', delayMs: 20 }, { kind: 'drift', field: 'a,b' })
    expect(faults.active().map(toFaultText)).toEqual(['slow=20', 'lost-tag=B-02.WHT', 'drift=a,b'])
    expect(faults.has('lost-tag')).toBe(true)
    expect(faults.parameter('lost-tag')).toBe('B-02.WHT')
    expect(faults.number('slow')).toBe(20)
    expect(faults.list('drift')).toEqual(['a', 'b'])
  })

  it('replaces all, removes one, and is empty when cleared', () => {
    const faults = createFaultSet(all, ['slow'])
    faults.set('unauthorized', 'malformed')
    faults.remove('malformed')
    expect(faults.active()).toEqual([{ name: 'unauthorized', value: null }])
    faults.clear()
    expect([faults.has('unauthorized'), faults.parameter('slow'), faults.number('slow'), faults.list('drift')]).toEqual(
      [false, null, 0, []],
    )
  })

  it('changes nothing where one of several is unknown', () => {
    const faults = createFaultSet(all, ['slow=10'])
    expect(() => faults.set('unauthorized', 'no-such')).toThrow('There is no fault')
    expect(faults.active()).toEqual([{ name: 'slow', value: 10 }])
  })

  it('says of each shared fault what it does and what is seen of it', () => {
    for (const { does, seen } of sharedFaults) expect([does, seen]).not.toContain('')
    expect(new Set(sharedFaults.map(({ name }) => name)).size).toBe(sharedFaults.length)
  })
})
