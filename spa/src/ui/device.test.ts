import { describe, expect, it } from 'vitest'
import { describeDevice } from './device.ts'

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

describe('a device', () => {
  it.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/148.0.0.0 Safari/537.36`, 'Chrome 148 on Windows'],
    [`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/148.0.0.0 Safari/537.36 Edg/148.0.1.2`, 'Edge 148 on Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox 150 on Linux'],
    [`Mozilla/5.0 (X11; Linux x64) ${webkit} HeadlessChrome/153.0.0.0 Safari/537.36`, 'Chrome 153 on Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/20.1 Mobile/15E148 Safari/604.1',
      'Safari 20 on iPhone',
    ],
    [`Mozilla/5.0 (Linux; Android 17) ${webkit} Chrome/148.0.0.0 Mobile Safari/537.36`, 'Chrome 148 on Android'],
    ['curl/9.1', 'Unknown browser'],
    [null, 'Unknown device'],
  ])('%s is %s', (userAgent, expected) => {
    expect(describeDevice(userAgent)).toBe(expected)
  })
})
