import { describe, expect, it } from 'vitest'
import { pathWebId, pointPath, type WebIdObject } from './web-id.ts'

describe('pathWebId', () => {
  // PI Web API, WebID 2.0: path-only WebIDs, computed independently of this code.
  it.each([
    ['dataServer', String.raw`\\PISRV01`, 'P1DSUElTUlYwMQ'],
    ['point', String.raw`\\PISRV01\SINUSOID`, 'P1DPUElTUlYwMVxTSU5VU09JRA'],
    ['point', String.raw`\\PISRV01\sinusoid`, 'P1DPUElTUlYwMVxTSU5VU09JRA'],
    ['point', String.raw`\\PISRV01\10-PT-1001.PV`, 'P1DPUElTUlYwMVwxMC1QVC0xMDAxLlBW'],
    ['assetServer', String.raw`\\AFSRV01`, 'P1RSQUZTUlYwMQ'],
    ['assetDatabase', String.raw`\\AFSRV01\Field`, 'P1RDQUZTUlYwMVxGSUVMRA'],
    ['element', String.raw`\\AFSRV01\Field\Platform A\Well A-01`, 'P1EmQUZTUlYwMVxGSUVMRFxQTEFURk9STSBBXFdFTEwgQS0wMQ'],
    [
      'attribute',
      String.raw`\\AFSRV01\Field\Platform A\Well A-01|Oil Rate`,
      'P1AbEQUZTUlYwMVxGSUVMRFxQTEFURk9STSBBXFdFTEwgQS0wMXxPSUwgUkFURQ',
    ],
    [
      'attribute',
      String.raw`\\AFSRV01\Field\Well A-01|Oil Rate|Target`,
      'P1AbEQUZTUlYwMVxGSUVMRFxXRUxMIEEtMDF8T0lMIFJBVEV8VEFSR0VU',
    ],
    ['attribute', String.raw`\\AFSRV01\Field\Brønn 1|Rate`, 'P1AbEQUZTUlYwMVxGSUVMRFxCUsOYTk4gMXxSQVRF'],
  ] satisfies [WebIdObject, string, string][])('makes that of the %s %s', (object, path, webId) => {
    expect(pathWebId(object, path)).toBe(webId)
  })

  it('leaves a name whose upper case is doubtful to the server', () => {
    expect(pathWebId('point', String.raw`\\PISRV01\Straße.PV`)).toBeNull()
  })

  it('is safe in an address whatever is in the name', () => {
    const webId = pathWebId('point', pointPath('PISRV01', '~~~???>>>.PV')) ?? ''
    expect(webId).toMatch(/^[\w-]+$/)
  })
})

describe('pointPath', () => {
  it('writes a path as PI does', () => {
    expect(pointPath('PISRV01', 'SINUSOID')).toBe('\\\\PISRV01\\SINUSOID')
  })
})
