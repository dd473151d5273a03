import { describe, expect, it } from 'vitest'
import { decodeWebId, encodeGuid, encodeNumber, encodeWebId, guidOf } from './web-id.ts'

const server = encodeGuid('00112233-4455-6677-8899-aabbccddeeff')
const point = { marker: 'DP', id: `${server}${encodeNumber(8)}`, path: String.raw`\\PISRV01\SINUSOID` } as const

describe('WebIDs', () => {
  it.each([
    ['PathOnly', { marker: 'DS', id: server, path: 'PISRV01' }, 'P1DSUElTUlYwMQ'],
    ['PathOnly', point, 'P1DPUElTUlYwMVxTSU5VU09JRA'],
    ['PathOnly', { ...point, path: String.raw`\\PISRV01\10-pt-1001.PV` }, 'P1DPUElTUlYwMVwxMC1QVC0xMDAxLlBW'],
    ['IDOnly', point, 'I1DPMyIRAFVEd2aImaq7zN3u_wCAAAAA'],
    ['Full', point, 'F1DPMyIRAFVEd2aImaq7zN3u_wCAAAAAUElTUlYwMVxTSU5VU09JRA'],
  ] as const)('of kind %s are written as the product writes them (%#)', (type, object, webId) => {
    expect(encodeWebId(type, object)).toBe(webId)
  })

  it.each(['Full', 'IDOnly', 'PathOnly'] as const)('of kind %s say what they hold', (type) => {
    expect(decodeWebId(encodeWebId(type, point))).toEqual({
      marker: 'DP',
      id: type === 'PathOnly' ? null : point.id,
      name: type === 'IDOnly' ? null : String.raw`PISRV01\SINUSOID`,
    })
  })

  it('of an attribute hold the ids of its server, its element and itself', () => {
    const ids = [guidOf('server'), guidOf('element'), guidOf('attribute')].map(encodeGuid).join('')
    const webId = encodeWebId('Full', { marker: 'AbE', id: ids, path: String.raw`\\AF\Field\Well|Rate` })
    expect(decodeWebId(webId)).toEqual({ marker: 'AbE', id: ids, name: String.raw`AF\FIELD\WELL|RATE` })
  })

  it.each(['', 'garbage', 'F1XXabc', 'P2DPUElT', 'I1DPMyIRAFVEd2aImaq7zN3u_w', `I1DP${point.id}AAAA`])(
    'are refused where they are none: %j',
    (text) => {
      expect(decodeWebId(text)).toBeNull()
    },
  )
})
