import { canonical } from './json.ts'
import type { Change, ChangeClass } from './change.ts'

const titles = {
  breaking: 'Breaking',
  beta: 'In beta routes, which promise nothing yet',
  additive: 'Additive',
  'none-visible': 'Not visible to a caller',
} as const satisfies Record<ChangeClass, string>

const classes: readonly ChangeClass[] = ['breaking', 'beta', 'additive', 'none-visible']

/** One difference, and everywhere that it shows. */
interface Line {
  readonly change: Change
  readonly places: readonly string[]
}

/** A difference inside a named schema shows wherever the schema is used: it is told once, with its places. */
function linesOf(changes: readonly Change[]): Line[] {
  const lines = new Map<string, { change: Change; places: string[] }>()
  for (const change of changes) {
    const { kind, direction, detail, origin, path } = change
    const key = canonical([kind, direction, detail, origin ?? path, change.class])
    const line = lines.get(key)
    if (line === undefined) lines.set(key, { change, places: [path] })
    else line.places.push(path)
  }
  return [...lines.values()]
}

const countOf = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`

function textOf({ change: { kind, origin, path, detail, direction }, places }: Line): string[] {
  const where = origin === null || places.length === 1 ? path : `${origin} (${direction})`
  const [first = '', ...others] = places
  const isSpread = origin !== null && others.length > 0
  const uses = isSpread ? [`    ${first} and ${countOf(others.length, 'more place')}`] : []
  return [`  ${kind.padEnd(22)} ${where}: ${detail}`, ...uses]
}

/** The changes as text for people, what hurts first. */
export function renderChanges(changes: readonly Change[]): string {
  const blocks = classes.flatMap((name) => {
    const lines = linesOf(changes.filter((change) => change.class === name))
    return lines.length === 0 ? [] : [`${titles[name]}: ${lines.length}`, ...lines.flatMap(textOf), '']
  })
  return blocks.map((line) => `${line}\n`).join('')
}

/** How many there are of each class. */
export const countChanges = (changes: readonly Change[]): Record<ChangeClass, number> => ({
  breaking: changes.filter((change) => change.class === 'breaking').length,
  additive: changes.filter((change) => change.class === 'additive').length,
  'none-visible': changes.filter((change) => change.class === 'none-visible').length,
  beta: changes.filter((change) => change.class === 'beta').length,
})
