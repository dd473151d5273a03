import { parseArgs } from 'node:util'
import { canonical } from './json.ts'
import { diffContracts } from './diff-contracts.ts'
import { listReleased, presentContract, readReleased, writeReleased } from './released-contracts.ts'
import { judge, type Verdict } from './version-rule.ts'

const { values } = parseArgs({ options: { 'replace-unreleased': { type: 'boolean' } } })

/** Whether the contract may be kept under its version, and what was done. */
async function release(mayReplace: boolean): Promise<Verdict> {
  const present = presentContract()
  const versions = await listReleased()
  if (versions.includes(present.version) && !mayReplace) {
    const kept = await readReleased(present.version)
    const isSame = canonical(kept.document) === canonical(present.document)
    const message = isSame
      ? `${present.version} is released, and the contract is the same.`
      : `${present.version} is released and stays as it is: raise the version in contracts/package.json.`
    return { isAllowed: isSame, message }
  }
  const previous = versions.filter((version) => version !== present.version).at(-1)
  if (previous !== undefined) {
    const { document } = await readReleased(previous)
    const verdict = judge(diffContracts(document, present.document), previous, present.version)
    if (!verdict.isAllowed) return verdict
  }
  await writeReleased(present)
  return { isAllowed: true, message: `Kept as contracts/released/${present.version}.json.` }
}

const { isAllowed, message } = await release(values['replace-unreleased'] === true)
process.stdout.write(`${message}\n`)
if (!isAllowed) process.exitCode = 1
