import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addIngest } from './ingest.ts'

describe('the days that ingest is told to read again', () => {
  // What is let through by mistake finds no source, and so touches no store.
  beforeEach(() => vi.stubEnv('TIEBACK_SOURCES', '/nowhere/sources.yaml'))
  afterEach(() => vi.unstubAllEnvs())

  const ingest = async (...args: readonly string[]): Promise<void> => {
    const program = new Command().exitOverride()
    addIngest(program)
    await program.parseAsync(['ingest', ...args], { from: 'user' })
  }

  it.each([
    ['only one end', ['--from', '2026-03-01']],
    ['no day at all', ['--from', '2026-03-02', '--to', '2026-03-02']],
    ['an end before its start', ['--from', '2026-03-02', '--to', '2026-03-01']],
  ])('are refused where they are %s', async (_, days) => {
    await expect(ingest(...days)).rejects.toThrow(/both --from and --to/)
  })

  it('have to be said where all that is gone is to be withdrawn', async () => {
    await expect(ingest('--withdraw-all')).rejects.toThrow(/Say by --from and --to/)
  })
})
