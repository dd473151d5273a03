import { unpackBrowser } from '../support/browser.ts'

/** Unpacks the browser once: of two files that start together, one would find it half there. */
export default async function setup(): Promise<void> {
  await unpackBrowser()
}
