import { parseArgs } from 'node:util'
import { diffContracts } from './diff-contracts.ts'
import { listReleased, presentContract, readReleased, releasedFolder } from './released-contracts.ts'
import { countChanges, renderChanges } from './report.ts'
import { judge } from './version-rule.ts'

const usage = `Compares the contract with the newest released one, and fails where it breaks a promise of the same version.

  npm run contract:diff [-- --json] [-- --against 0.1.0] [-- --folder DIR]

  --against   a released version instead of the newest
  --folder    where released contracts are, such as those of another branch; else contracts/released
`

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    against: { type: 'string' },
    folder: { type: 'string' },
    help: { type: 'boolean' },
  },
})

async function main(): Promise<void> {
  if (values.help === true) {
    process.stdout.write(usage)
    return
  }
  const present = presentContract()
  const folder = releasedFolder(values.folder)
  const against = values.against ?? (await listReleased(folder)).at(-1)
  if (against === undefined) {
    process.stdout.write(
      'No contract is released yet: nothing can break. Release one with "npm run contract:release".\n',
    )
    return
  }
  const released = await readReleased(against, folder)
  const changes = diffContracts(released.document, present.document)
  const verdict = judge(changes, released.version, present.version)
  const versions = { released: released.version, present: present.version }
  const answer = { ...versions, isAllowed: verdict.isAllowed, message: verdict.message, counts: countChanges(changes) }
  process.stdout.write(
    values.json === true
      ? `${JSON.stringify({ ...answer, changes }, null, 2)}\n`
      : `${renderChanges(changes)}${verdict.message}\n`,
  )
  if (!verdict.isAllowed) process.exitCode = 1
}

await main()
