import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'

/**
 * Cases on real published data, which is kept beside the repository and never in it. Without it they are skipped with a
 * line that says so, except in CI, where they must run.
 */
export function describeOnSharedData(folder: string, title: string, cases: (path: string) => void): void {
  const path = fileURLToPath(new URL(`../../../../shared/data/${folder}`, import.meta.url))
  if (existsSync(path)) {
    describe(title, () => cases(path))
  } else if (process.env['CI'] === 'true') {
    it(`${title}: has its data`, () => {
      throw new Error(`${path} is missing; in CI the cases on real data must run`)
    })
  } else {
    describe.skip(`${title} (no data in ../shared/data/${folder})`, () => cases(path))
  }
}
