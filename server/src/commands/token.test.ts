import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { prepareEvaluationIdentity, toProviderOptions } from '../embedded/evaluation-identity.ts'
import { evaluationAudience } from '../embedded/identity-provider/configuration.ts'
import { type RunningIdentityProvider, startIdentityProvider } from '../embedded/identity-provider/identity-provider.ts'
import { addToken } from './token.ts'

const parts = [{ nodeId: 'hub-4k2m9c7qxa', name: 'Isgap' }]

describe('tieback token', () => {
  let dataDir: string
  let provider: RunningIdentityProvider | null = null
  const printed: string[] = []

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tieback-token-'))
    vi.stubEnv('TIEBACK_DATA_DIR', dataDir)
    vi.stubEnv('TIEBACK_IDENTITY', '')
    vi.spyOn(console, 'log').mockImplementation((line: string) => printed.push(line))
  })

  afterEach(async () => {
    await provider?.close()
    provider = null
    printed.length = 0
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    await rm(dataDir, { recursive: true })
  })

  async function start(): Promise<RunningIdentityProvider> {
    const identity = await prepareEvaluationIdentity(dataDir, { parts })
    provider = await startIdentityProvider(toProviderOptions(identity, 'http://127.0.0.1:4310'))
    return provider
  }

  async function run(...args: readonly string[]): Promise<string> {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
    addToken(program)
    for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined })
    await program.parseAsync(['token', ...args], { from: 'user' })
    return printed.join('\n')
  }

  it('prints a token of the role that is asked for, and nothing else', async () => {
    const { issuer } = await start()
    const { payload } = await jwtVerify(
      await run('--role', 'administrator'),
      createRemoteJWKSet(new URL(`${issuer}/jwks`)),
      {
        issuer,
        audience: evaluationAudience,
      },
    )
    expect(payload['roles']).toEqual(['administrator'])
  })

  it('prints it with its assets and its end for machines', async () => {
    await start()
    const answer = JSON.parse(await run('--role', 'viewer', '--asset', 'hub-4k2m9c7qxa', '--json')) as {
      endsAt: string
    }
    expect(answer).toMatchObject({ role: 'viewer', assets: ['hub-4k2m9c7qxa'], token: expect.any(String) as string })
    expect(Date.parse(answer.endsAt)).toBeGreaterThan(Date.now())
  })

  it('says for what a role can be had where it can’t be had for that', async () => {
    await start()
    await expect(run('--role', 'viewer', '--asset', 'hub-0')).rejects.toThrow(/the whole field; hub-4k2m9c7qxa/)
    await expect(run('--role', 'administrator', '--asset', 'hub-4k2m9c7qxa')).rejects.toThrow(/no administrator for/)
  })

  it('asks for a role, and for one that there is', async () => {
    await expect(run()).rejects.toThrow(/--role/)
    await expect(run('--role', 'boss')).rejects.toThrow(/Allowed choices are viewer/)
  })

  it('says what to do where there is no provider, where it does not run, and where it is not ours', async () => {
    await expect(run('--role', 'viewer')).rejects.toThrow(/There is no sign-in for evaluation in .*tieback up/)
    const { close } = await start()
    await close()
    provider = null
    await expect(run('--role', 'viewer')).rejects.toThrow(/gave no token: .*Does "tieback up" run\?/)
    vi.stubEnv('TIEBACK_IDENTITY', 'own.yaml')
    await expect(run('--role', 'viewer')).rejects.toThrow(/docs\/identity\.md/)
  })
})
