import { mkdtempSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MatchersV3, PactV4, SpecificationVersion } from '@pact-foundation/pact'

// The library would report its use to its makers.
process.env['PACT_DO_NOT_TRACK'] = 'true'

/** What a consumer says of a value it relies on: that it is a number, like another, one of many. */
export const matchers = MatchersV3

/** The side that every consumer here speaks to. */
export const provider = 'tieback'

/** Where the pacts that the server is held to are kept. */
export const pactsFolder = join(import.meta.dirname, '..', 'pacts')

/** Where a pact of this consumer is kept. */
const committedFile = (consumer: string): string => join(pactsFolder, `${consumer}-${provider}.json`)

/** Only what two sides agreed on and the form it is written in: the library's own versions say nothing of it. */
function agreedOn(pact: unknown): unknown {
  const { consumer, interactions, metadata, provider: other } = pact as Record<string, Record<string, unknown>>
  return {
    consumer,
    provider: other,
    interactions,
    metadata: { pactSpecification: metadata?.['pactSpecification'] },
  }
}

const readPact = async (file: string): Promise<unknown> => agreedOn(JSON.parse(await readFile(file, 'utf8')))

/** A consumer's side of a pact, and the means to hold it against the one in the repository. */
export interface ConsumerPact {
  readonly pact: PactV4
  /** What was just agreed and what is committed; `PACT_UPDATE=true` commits first. */
  readBoth(): Promise<{ written: unknown; committed: unknown }>
}

/** Begins a pact of one consumer. Its interactions are written when each has been exercised. */
export function openPact(consumer: string): ConsumerPact {
  const folder = mkdtempSync(join(tmpdir(), 'tieback-pact-'))
  const file = join(folder, `${consumer}-${provider}.json`)
  const pact = new PactV4({
    consumer,
    provider,
    dir: folder,
    logLevel: 'error',
    spec: SpecificationVersion.SPECIFICATION_VERSION_V4,
  })
  return {
    pact,
    readBoth: async () => {
      const written = await readPact(file)
      if (process.env['PACT_UPDATE'] === 'true')
        await writeFile(committedFile(consumer), `${JSON.stringify(written, null, 2)}\n`)
      return { written, committed: await readPact(committedFile(consumer)).catch(() => null) }
    },
  }
}
