import { describe, expect, it } from 'vitest'
import { decodeWebId, encodeWebId } from './web-id.ts'

const guid = '00112233-4455-6677-8899-aabbccddeeff'

describe('WebIDs', () => {
  it.each([
    ['PathOnly', null, 'PISRV01', 'P1DSUElTUlYwMQ'],
    ['PathOnly', 8, 'PISRV01\\Sinusoid', 'P1DPUElTUlYwMVxTSU5VU09JRA'],
    ['PathOnly', 8, 'PISRV01\\10-PT-1001.PV', 'P1DPUElTUlYwMVwxMC1QVC0xMDAxLlBW'],
    ['IDOnly', 8, 'PISRV01\\SINUSOID', 'I1DPMyIRAFVEd2aImaq7zN3u_wCAAAAA'],
    ['Full', 8, 'PISRV01\\SINUSOID', 'F1DPMyIRAFVEd2aImaq7zN3u_wCAAAAAUElTUlYwMVxTSU5VU09JRA'],
  ] as const)('of kind %s are written as the product writes them (%#)', (type, id, name, webId) => {
    expect(encodeWebId(type, guid, id, name)).toBe(webId)
  })

  it.each(['Full', 'IDOnly', 'PathOnly'] as const)('of kind %s say what they hold', (type) => {
    const target = decodeWebId(encodeWebId(type, guid, 1_234_567, 'TBSIM\\ISA-01.WHP'), guid)
    expect(target).toEqual({
      marker: 'DP',
      id: type === 'PathOnly' ? null : 1_234_567,
      name: type === 'IDOnly' ? null : 'TBSIM\\ISA-01.WHP',
    })
  })

  it.each(['', 'garbage', 'F1XXabc', 'P2DPUElT', 'I1DPMyIRAFVEd2aImaq7zN3u_w'])(
    'are refused where they are none: %j',
    (text) => {
      expect(decodeWebId(text, guid)).toBeNull()
    },
  )

  it('of another server are not known', () => {
    const webId = encodeWebId('Full', guid, 8, 'PISRV01\\SINUSOID')
    expect(decodeWebId(webId, 'ffffffff-4455-6677-8899-aabbccddeeff')).toBeNull()
  })
})
