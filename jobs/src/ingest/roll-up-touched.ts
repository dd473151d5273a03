import type { DayLabel } from '@tieback/contracts'
import { type NodeFact, type NodeLink, rollUpTree } from '@tieback/domain'
import {
  type DatedLink,
  type FactInput,
  type FactKey,
  type Grain,
  type KnowledgeTx,
  readDayFacts,
  readLinks,
  type WriteCounts,
  withdrawFacts,
  writeFacts,
} from '@tieback/store'

interface Touched {
  readonly grain: Grain
  readonly namespace: string
  /** In any order, each as often as it comes. */
  readonly days: readonly DayLabel[]
}

const holdsOn = (link: DatedLink, day: DayLabel): boolean =>
  (link.validFrom === null || link.validFrom <= day) && (link.validTo === null || day < link.validTo)

/** Only the links from nodes that have facts up to the top: a register of thousands of wells without volumes costs nothing. */
function linksAbove(links: readonly DatedLink[], day: DayLabel, nodeIds: ReadonlySet<string>): NodeLink[] {
  const parentOf = new Map(links.filter((link) => holdsOn(link, day)).map((link) => [link.childId, link.parentId]))
  const above = new Map<string, string>()
  for (const start of nodeIds) {
    let child = start
    for (let parent = parentOf.get(child); parent !== undefined && !above.has(child); parent = parentOf.get(child)) {
      above.set(child, parent)
      child = parent
    }
  }
  return [...above].map(([childId, parentId]) => ({ childId, parentId }))
}

const keyText = (fact: Omit<FactKey, 'day'>): string => `${fact.nodeId} ${fact.quantity} ${fact.measure}`

const toFact = (total: NodeFact, day: DayLabel): FactInput => ({
  ...total,
  day,
  origin: 'roll-up',
  note: null,
  flags: [],
})

/** Makes the totals of the touched days again, along the links of each day, and withdraws those that nothing stands under any more. */
export async function rollUpTouched(tx: KnowledgeTx, { grain, namespace, ...touched }: Touched): Promise<WriteCounts> {
  const days = [...new Set(touched.days)].toSorted()
  if (days.length === 0) return { written: 0, unchanged: 0 }
  const links = await readLinks(tx.client, namespace)
  const factsByDay = Map.groupBy(await readDayFacts(tx.client, { grain, namespace, days }), (fact) => fact.day)
  const totals: FactInput[] = []
  const orphans: FactKey[] = []
  for (const [day, facts] of factsByDay) {
    const given = facts.filter((fact) => fact.origin === 'source')
    const rolled = rollUpTree(linksAbove(links, day, new Set(given.map((fact) => fact.nodeId))), given)
    const standing = new Set(rolled.map(keyText))
    totals.push(...rolled.map((total) => toFact(total, day)))
    orphans.push(...facts.filter((fact) => fact.origin === 'roll-up' && !standing.has(keyText(fact))))
  }
  const counts = await writeFacts(tx, grain, totals)
  if (orphans.length > 0) await withdrawFacts(tx, grain, orphans)
  return counts
}
