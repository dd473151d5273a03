import type { DayLabel } from '@tieback/contracts'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Reader } from '../../src/reading/reader.ts'
import { createDice } from '../cache/virtual-time.ts'
import { now } from '../small-field.ts'
import { answerTo, type Ask, askSamples, questionsAboutAll, questionsAboutNode } from './answers.ts'
import { findMarks } from './marks.ts'
import { type RandomField, writeRandomField } from './random-field.ts'
import { movedOn, type RandomNode } from './random-tree.ts'
import { type View, viewOf } from './view.ts'

/** Of the field and of all that is drawn here. */
const seed = 20_260_312
const persons = 400
const objectsEach = 50

const settings = { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 }

/**
 * Asks the store the same question once: what it holds doesn't change here, and to read one tree some ten thousand times would take
 * longer than all the rest.
 */
function remembering(store: object): object {
  const answers = new Map<string, unknown>()
  const remember =
    (name: string, ask: (...asked: unknown[]) => unknown) =>
    (db: unknown, ...asked: unknown[]): unknown => {
      const question = `${name} ${JSON.stringify(asked)}`
      if (!answers.has(question)) answers.set(question, ask(db, ...asked))
      return answers.get(question)
    }
  return Object.fromEntries(
    Object.entries(store).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'function' && /^(read|find|list|has|resolve)[A-Z]/.test(name)
        ? remember(name, member as (...asked: unknown[]) => unknown)
        : member,
    ]),
  )
}

vi.mock('@tieback/store', async (load) => remembering(await load<object>()))

/** Somebody who sees parts of the field. */
interface Person {
  readonly assets: readonly string[]
  readonly view: (day: DayLabel | null) => View
}

/** Everything in an answer that isn't in the view, told so that it can be found. */
function listLeaks(text: string, { indexes, ids, reaching }: View): string[] {
  const marks = findMarks(text)
  const unseen = [...marks.nodes].filter((index) => !indexes.has(index)).map((index) => `node ${index}`)
  const far = [...marks.events].filter((index) => !reaching.has(index)).map((index) => `event of node ${index}`)
  const named = text.matchAll(/\b(?:asset|hub|facility|well|sig)-[0-9a-z]{10}\b/g)
  const strange = new Set(Array.from(named, ([id]) => id).filter((id) => !ids.has(id)))
  return [...unseen, ...far, ...strange]
}

describe('what somebody sees of a random field', () => {
  const dice = createDice(seed)
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(dice() * items.length)]
    if (item === undefined) throw new Error('there is nothing to pick from')
    return item
  }
  let database: TestDatabase
  let field: RandomField

  beforeAll(async () => {
    database = await startTestDatabase()
    field = await writeRandomField(database.pool, seed, 4)
    return () => database.dispose()
  })

  const readerWith = (assets: Reader['assets']): Reader => ({
    pool: database.pool,
    clock: { now: () => now, at: () => now },
    settings,
    assets,
  })

  function personSeeing(assets: readonly string[]): Person {
    const views = new Map<DayLabel | null, View>()
    const view = (day: DayLabel | null): View => {
      let known = views.get(day)
      if (known === undefined) views.set(day, (known = viewOf(field.nodes, assets, day)))
      return known
    }
    return { assets, view }
  }

  /** Somebody who sees one to three nodes, mostly neither assets nor single wells. */
  const drawPerson = (): Person =>
    personSeeing(
      Array.from({ length: 1 + Math.floor(dice() * 3) }, () => {
        const level = pick(['asset', 'hub', 'hub', 'facility', 'facility', 'facility', 'well'] as const)
        return pick(field.nodes.filter(({ kind }) => kind === level)).id
      }),
    )

  interface Question {
    readonly name: string
    /** What it is about, and an id of the same shape that nothing has. */
    readonly id: string
    readonly noId: string
    readonly day: DayLabel | null
    readonly ask: (id: string) => Ask
  }

  function drawQuestion(node: RandomNode): Question {
    if (dice() < 0.15) {
      const from = pick(['2026-03-12T07:58:00.000Z', '2026-03-10T00:00:00.000Z'])
      const ask = (id: string) => askSamples(id, from)
      return { name: `samples from ${from}`, id: pick(node.signalIds), noId: 'sig-0000000000', day: null, ask }
    }
    const [name, { day, ask }] = pick(Object.entries(questionsAboutNode))
    return { name, id: node.id, noId: `${node.kind}-0000000000`, day, ask: (id) => ask(id, node.kind) }
  }

  /** What is wrong with the answer to one person about one object. */
  async function findFaults(person: Person, node: RandomNode, question: Question): Promise<string[]> {
    const { name, id, noId, day, ask } = question
    const reader = readerWith(person.assets)
    const answer = await answerTo(ask(id), reader)
    const about = `seed ${seed}, ${person.assets.join(' ')}: ${name} of ${id}`
    if (!person.view(day).indexes.has(node.index)) {
      const ofNothing = await answerTo(ask(noId), reader)
      const isAlike =
        'refused' in answer && 'refused' in ofNothing && answer.refused === ofNothing.refused.replaceAll(noId, id)
      return isAlike ? [] : [`${about} isn't answered as if it weren't there: ${JSON.stringify(answer).slice(0, 200)}`]
    }
    if ('refused' in answer) return [`${about} is refused: ${answer.refused}`]
    return listLeaks(answer.text, person.view(day)).map((leak) => `${about} tells of ${leak}`)
  }

  it('holds nothing else, whatever is asked about 20,000 pairs of a person and a node or a series', async () => {
    const faults: string[] = []
    let seen = 0
    for (let each = 0; each < persons; each += 1) {
      const person = drawPerson()
      for (let object = 0; object < objectsEach; object += 1) {
        const node = pick(dice() < 0.5 ? person.view(null).nodes : field.nodes)
        const question = drawQuestion(node)
        if (person.view(question.day).indexes.has(node.index)) seen += 1
        faults.push(...(await findFaults(person, node, question)))
      }
    }
    expect(faults.slice(0, 10)).toEqual([])
    // Neither side of the question may have been drawn too seldom to say anything.
    expect(seen / (persons * objectsEach)).toBeGreaterThan(0.3)
    expect(seen / (persons * objectsEach)).toBeLessThan(0.7)
  })

  it('is all of it and nothing else, where everything that is seen is asked for', async () => {
    const faults: string[] = []
    for (let each = 0; each < 60; each += 1) {
      const person = drawPerson()
      for (const [name, { day, ask, isWhole }] of Object.entries(questionsAboutAll)) {
        const answer = await answerTo(ask, readerWith(person.assets))
        const about = `seed ${seed}, ${person.assets.join(' ')}: ${name}`
        if ('refused' in answer) {
          faults.push(`${about} is refused: ${answer.refused}`)
          continue
        }
        faults.push(...listLeaks(answer.text, person.view(day)).map((leak) => `${about} tells of ${leak}`))
        const missing = isWhole ? person.view(day).nodes.filter(({ id }) => !answer.text.includes(id)) : []
        faults.push(...missing.map(({ id }) => `${about} lacks ${id}`))
      }
    }
    expect(faults.slice(0, 10)).toEqual([])
  })

  it('is what it was of a well that has moved away, and nothing that came since', async () => {
    const moved = field.nodes.filter(({ parent, parentBefore }) => parent !== parentBefore)
    expect(moved.length).toBeGreaterThan(5)
    for (const { id, parent, parentBefore } of moved) {
      const pageFor = async (facility: number | null): Promise<unknown> => {
        const assets = field.nodes.flatMap((node) => (node.index === facility ? [node.id] : []))
        return await questionsAboutNode['the node before the moves']
          .ask(id)(readerWith(assets))
          .catch(() => null)
      }
      expect(await pageFor(parentBefore)).toMatchObject({ data: { node: { id }, signals: [], dataRange: null } })
      // Who sees it now sees its past as well, and not where it was then.
      const now = await answerTo(
        questionsAboutNode['the node'].ask(id),
        readerWith([field.nodes[parent ?? 0]?.id ?? '']),
      )
      expect(now).toMatchObject({ text: expect.stringContaining('"dataRange":{') as string })
    }
  })

  it('has the figures that it has for who sees all: what lies above takes down what is below, seen or not', async () => {
    // What lies around a node is told as far as it is seen.
    const placing = new Set(['path', 'siblings', 'message'])
    const figuresOf = async (ask: Ask, assets: Reader['assets']): Promise<string> =>
      JSON.stringify(await ask(readerWith(assets)), (key, value: unknown) => (placing.has(key) ? undefined : value))
    const differing: string[] = []
    for (const node of field.nodes) {
      for (const [name, { day, ask }] of Object.entries(questionsAboutNode)) {
        // Before the moves other wells were below it.
        const assets = [node.id]
        if (day !== null && day < movedOn) continue
        const question = ask(node.id, node.kind)
        if ((await figuresOf(question, assets)) !== (await figuresOf(question, 'all')))
          differing.push(`${name} of ${node.id}`)
      }
    }
    expect(differing).toEqual([])
  })

  it('would be found to leak by these means: who sees all gets words and numbers of every node', async () => {
    const texts = await Promise.all(
      Object.values(questionsAboutAll).map(async ({ ask }) => JSON.stringify(await ask(readerWith('all')))),
    )
    expect(findMarks(texts.join()).nodes.size).toBe(field.nodes.length)
    const well = field.nodes.find(({ kind }) => kind === 'well')
    if (well === undefined) throw new Error('the field has no well')
    const page = JSON.stringify(await questionsAboutNode['performance by day'].ask(well.id, 'well')(readerWith('all')))
    const numbersAlone = page.replaceAll(/"[^"]*"/g, '""')
    expect(listLeaks(numbersAlone, personSeeing([]).view(null))).toEqual([`node ${well.index}`])
  })
})
