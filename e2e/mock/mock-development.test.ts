import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { repositoryRoot } from '../support/product.ts'

/** Longest wait for the development server to listen. */
const startMsMax = 30_000

/** What `npm run dev` starts, on a free port. */
async function startDevelopment(): Promise<{ child: ChildProcess; address: string }> {
  const vite = join(repositoryRoot, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'spa', '--mode', 'mock', '--port', '0'], {
    cwd: repositoryRoot,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), startMsMax)
    const listen = (chunk: Buffer): void => {
      printed += chunk.toString()
      const found = /Local:\s+(http:\S+?)\/?\s/.exec(printed)?.[1]
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', () => reject(new Error(`the development server ended before it listened:\n${printed}`)))
  })
  return { child, address }
}

describe('development on invented data', () => {
  let browser: Browser
  let development: { child: ChildProcess; address: string }

  beforeAll(async () => {
    ;[browser, development] = await Promise.all([launchBrowser(), startDevelopment()])
  })
  afterAll(async () => {
    await browser.close()
    const { child } = development
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })

  it('needs no server, says nothing to the console, and says on the page that nothing is real', async () => {
    const { page, errors } = await openPage(browser, development.address)
    await page.goto('/')
    const tile = page.getByTestId('tile-value').first()
    await tile.waitFor()
    expect(await tile.getAttribute('data-value')).toMatch(/\d/)
    await page.getByTestId('preview-banner').getByText('Preview: invented data').waitFor()
    // There is nothing real behind it to go back to.
    expect(await page.getByRole('button', { name: 'Back to the real data' }).count()).toBe(0)
    await page.getByRole('main').getByRole('article').first().getByRole('link').first().click()
    await page.getByTestId('trend').waitFor()
    await page
      .getByTestId(/^kpi-.*-actual$/)
      .first()
      .waitFor()
    await page.goto('/sources')
    await page.getByRole('heading', { level: 1, name: 'Sources' }).waitFor()
    await page.goto('/upcoming')
    await page.getByRole('heading', { level: 1, name: 'What comes next' }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(errors).toEqual([])
    await page.context().close()
  })
})
