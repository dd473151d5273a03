import { describe, expect, it } from 'vitest'
import { pointPath, pointWebId } from './web-id.ts'

describe('pointWebId', () => {
  // PI Web API, WebID 2.0: path-only WebIDs of points, computed independently of this code.
  it.each([
    ['SINUSOID', 'P1DPUElTUlYwMVxTSU5VU09JRA'],
    ['sinusoid', 'P1DPUElTUlYwMVxTSU5VU09JRA'],
    ['10-PT-1001.PV', 'P1DPUElTUlYwMVwxMC1QVC0xMDAxLlBW'],
  ])('makes the path-only WebID of %s', (tag, webId) => {
    expect(pointWebId('PISRV01', tag)).toBe(webId)
  })

  it('upper-cases letters beyond ASCII', () => {
    expect(pointWebId('PISRV01', 'Brønn 1')).toBe(`P1DP${Buffer.from('PISRV01\\BRØNN 1').toString('base64url')}`)
  })

  it('leaves a name whose upper case is doubtful to the server', () => {
    expect(pointWebId('PISRV01', 'Straße.PV')).toBeNull()
  })

  it('writes a path as PI does', () => {
    expect(pointPath('PISRV01', 'SINUSOID')).toBe('\\\\PISRV01\\SINUSOID')
  })
})
