import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { Product, repositoryRoot } from './support/product.ts'

declare module 'vitest' {
  interface ProvidedContext {
    product: { address: string; dataDir: string }
  }
}

/** One product for the tests that share it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(join(repositoryRoot, 'spa', 'dist', 'index.html'))) {
    throw new Error('the web application is not built; "npm test" builds it, by hand: npm run build')
  }
  const product = await Product.start()
  project.provide('product', { address: product.address, dataDir: product.dataDir })
  return () => product.dispose()
}
