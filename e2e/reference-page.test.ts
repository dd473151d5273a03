import { AxeBuilder } from '@axe-core/playwright'
import { listRoutes } from '@tieback/contracts/openapi'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser, openPage } from './support/browser.ts'
import { Product } from './support/product.ts'

describe('the reference of the API in a browser', () => {
  const product = Product.attach(inject('product'))
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  /** A page without a way out, and what it asked for outside. */
  async function openWithoutWayOut(): Promise<{ page: Page; errors: string[]; outside: string[] }> {
    const { page, errors } = await openPage(browser, product.address)
    const outside: string[] = []
    await page.route(
      (url) => url.origin !== new URL(product.address).origin && url.protocol !== 'data:',
      async (route) => {
        outside.push(route.request().url())
        await route.abort()
      },
    )
    return { page, errors, outside }
  }

  it('lists every operation and shows one whole, and asks nobody else', async () => {
    const { page, errors, outside } = await openWithoutWayOut()
    await page.goto('/docs')
    await page.waitForURL('**/docs/')
    expect(await page.title()).toBe('Tieback API')
    const operations = page.locator('.opblock')
    await operations.first().waitFor()
    const shown = await operations.locator('.opblock-summary-path').all()
    const paths = await Promise.all(shown.map((path) => path.getAttribute('data-path')))
    expect(paths.sort()).toEqual(
      listRoutes()
        .map(({ route }) => route.path.replaceAll(/:(\w+)/g, '{$1}'))
        .sort(),
    )
    const summary = page.locator('#operations-summary-readSummary')
    await summary.getByRole('button').first().click()
    await summary.getByText('x-tieback-access').waitFor()
    await summary.getByText('production:read').first().waitFor()
    expect(errors).toEqual([])
    expect(outside).toEqual([])
    await page.context().close()
  })

  it('tries an operation out on the product that it came from', async () => {
    const { page, errors, outside } = await openWithoutWayOut()
    await page.goto('/docs/#/system/checkHealth')
    const health = page.locator('#operations-system-checkHealth')
    await health.getByRole('button', { name: 'Try it out' }).click()
    await health.getByRole('button', { name: 'Execute' }).click()
    await health.locator('.live-responses-table').getByText('"ok"').waitFor()
    expect(errors).toEqual([])
    expect(outside).toEqual([])
    await page.context().close()
  })

  it('leads from a failure to the page that says what to do, and back to the application', async () => {
    const { page, errors, outside } = await openWithoutWayOut()
    const response = await product.fetch('/api/v1/assets/well-doesnotexist')
    const { type, code } = (await response.json()) as { type: string; code: string }
    await page.goto(type)
    await page.getByRole('heading', { name: code, exact: true }).waitFor()
    expect(await page.locator(':target').textContent()).toBe(code)
    await page.getByRole('link', { name: 'Roles' }).click()
    await page.getByRole('columnheader', { name: 'administrator' }).first().waitFor()
    await page.getByRole('link', { name: 'Open the application' }).click()
    await page.waitForURL(`${product.address}/`)
    expect(errors).toEqual([])
    expect(outside).toEqual([])
    await page.context().close()
  })

  it.each(['light', 'dark'] as const)('can be read by everybody, %s', async (colorScheme) => {
    const { page } = await openWithoutWayOut()
    await page.emulateMedia({ colorScheme })
    for (const path of ['/docs/problems', '/docs/roles', '/docs/']) {
      await page.goto(path)
      await page.getByRole('main').waitFor()
      // What Swagger UI draws is its own; the frame around it is ours.
      const { violations } = await new AxeBuilder({ page }).exclude('#drawn-operations').analyze()
      expect(violations.map(({ id }) => id)).toEqual([])
    }
    const marks = (await page.locator('html').getAttribute('class')) ?? ''
    expect(marks.includes('dark-mode')).toBe(colorScheme === 'dark')
    await page.context().close()
  })
})
