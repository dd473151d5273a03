import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk'
import { describe, expect, it } from 'vitest'
import { ConfiguredFlags } from './configured-flags.ts'

describe('the flags of the page', () => {
  it('are those of the configuration; one that it has not is off', async () => {
    await OpenFeature.setProviderAndWait('values', new ConfiguredFlags({ 'msw-preview': true }))
    const client = OpenFeature.getClient('values')
    expect(client.getBooleanValue('msw-preview', false)).toBe(true)
    expect(client.getBooleanValue('new-endpoints', false)).toBe(false)
  })

  it('switch while the page is open, and say which did', async () => {
    const flags = new ConfiguredFlags({ 'msw-preview': true, 'new-endpoints': false })
    await OpenFeature.setProviderAndWait('switching', flags)
    const client = OpenFeature.getClient('switching')
    const changed: unknown[] = []
    client.addHandler(ProviderEvents.ConfigurationChanged, (details) => changed.push(details?.flagsChanged))
    flags.update({ 'new-endpoints': true })
    expect(client.getBooleanValue('msw-preview', false)).toBe(false)
    expect(client.getBooleanValue('new-endpoints', false)).toBe(true)
    flags.update({ 'new-endpoints': true })
    expect(changed).toEqual([['msw-preview', 'new-endpoints']])
  })

  it('are nothing else than on or off', async () => {
    await OpenFeature.setProviderAndWait('types', new ConfiguredFlags({ 'msw-preview': true }))
    const details = OpenFeature.getClient('types').getStringDetails('msw-preview', 'off')
    expect(details).toMatchObject({ value: 'off', errorCode: 'TYPE_MISMATCH' })
  })
})
