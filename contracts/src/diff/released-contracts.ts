import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { createOpenApi } from '../openapi/openapi.ts'
import { isObject, objectAt, type Json, type JsonObject } from './json.ts'
import { compareVersions } from './version-rule.ts'

/** A contract with its version: released, or as the code has it now. */
export interface VersionedContract {
  readonly version: string
  readonly document: JsonObject
}

/** Where released contracts are kept, one file for each version, never to be edited. */
export const releasedFolder = (folder?: string): URL =>
  folder === undefined ? new URL('../../released/', import.meta.url) : pathToFileURL(`${folder}/`)

function parseContract(text: string): VersionedContract {
  // Safe: JSON.parse gives JSON.
  const document = JSON.parse(text) as Json
  if (!isObject(document)) throw new Error('A contract is a JSON object')
  const { version } = objectAt(document, 'info')
  if (typeof version !== 'string') throw new Error('A contract names its version in info.version')
  return { version, document }
}

/** The contract that the code has now, as it would be released. */
export const presentContract = (): VersionedContract => parseContract(JSON.stringify(createOpenApi()))

/** Versions that were released, oldest first. */
export async function listReleased(folder: URL = releasedFolder()): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const versions = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length))
  return versions.sort(compareVersions)
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** A released contract; throws where its file says another version than its name. */
export async function readReleased(version: string, folder: URL = releasedFolder()): Promise<VersionedContract> {
  const contract = parseContract(await readFile(new URL(`${version}.json`, folder), 'utf8'))
  if (contract.version !== version) throw new Error(`${version}.json holds version ${contract.version}`)
  return contract
}

/** Keeps a contract as released. */
export async function writeReleased({ version, document }: VersionedContract, folder: URL = releasedFolder()) {
  await mkdir(folder, { recursive: true })
  await writeFile(new URL(`${version}.json`, folder), `${JSON.stringify(document, null, 2)}\n`)
}
