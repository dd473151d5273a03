import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { repositoryRoot } from './product.ts'
import { watchTokens } from './tokens.ts'

/** Named anew when what is unpacked changes: the package reuses whatever it finds. */
const cache = join(repositoryRoot, '.cache', 'chromium-with-libraries')

const fontsFile = join(cache, 'fonts.conf')

/** The package's own configuration looks for its fonts in the cloud's folders. The machine's come first, where it has any. */
const fontsConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(cache, 'fonts')}</dir>
  <cachedir>${join(cache, 'fonts-cache')}</cachedir>
</fontconfig>
`

/**
 * Chromium out of its npm package, unpacked once into a cache of the project with the libraries and fonts that it needs:
 * a fresh machine has none of them.
 */
export async function unpackBrowser(): Promise<{ executablePath: string; env: NodeJS.ProcessEnv }> {
  await mkdir(cache, { recursive: true })
  const before = { ...process.env }
  // The package unpacks into the temp folder, and its libraries only where it believes to be in the cloud that it was made for.
  process.env['TMPDIR'] = cache
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs24.x'
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    const executablePath = await packaged.executablePath()
    await writeFile(fontsFile, fontsConfiguration)
    return {
      executablePath,
      env: { ...before, LD_LIBRARY_PATH: join(cache, 'al2023', 'lib'), FONTCONFIG_FILE: fontsFile },
    }
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name)
    Object.assign(process.env, before)
  }
}

/** A browser of one's own. Close it. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await unpackBrowser()
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return await chromium.launch({ executablePath, args: ['--no-sandbox'], env: Object.fromEntries(given) })
}

/** A page that remembers everything that went wrong in it, a token that it saw included; `storageState` is what its browser kept before. */
export async function openPage(
  browser: Browser,
  address: string,
  storageState?: BrowserContextOptions['storageState'],
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...(storageState === undefined ? {} : { storageState }),
  })
  const page = await context.newPage()
  const errors: string[] = []
  watchTokens(context, (where) => errors.push(`the browser saw a token: ${where}`))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  return { page, errors }
}
