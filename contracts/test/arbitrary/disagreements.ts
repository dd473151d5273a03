import fc from 'fast-check'
import type { z } from 'zod'
import type { JsonSchema } from '../../src/openapi/document.ts'
import { arbitraryOf } from './arbitrary-of.ts'
import { applyBreakage, type Breakage, breakagesOf } from './breakages.ts'
import type { ContractDocument } from './openapi-validators.ts'
import { coreOf, type Place, placesOf } from './schema-parts.ts'
import { sample } from './seeded.ts'
import { schemaOf, type Subject } from './subjects.ts'

/** A value that the contract takes and a document made from it refuses, or the other way round. */
export interface Disagreement {
  /** How the value came to be, such as `too late: Instant`; the flavour is named where the other one agrees. */
  readonly label: string
  readonly subject: string
  readonly value: unknown
  readonly isTakenByContract: boolean
}

export interface Comparison {
  readonly disagreements: readonly Disagreement[]
  readonly refusedByAll: number
}

/** Values with no more places than these are broken in every way that there is. */
const placesBrokenWholly = 40

/** How often each value is broken otherwise. */
const breakagesPerValue = 2

/** What an address can hold instead of a number. */
const numerals = ['', ' ', ' 5 ', '5.0', '5.5', '+5', '-0', '-1', '007', '0x10', '0b1', '1e2', '1_000', '٣']
const noNumbers = ['NaN', 'Infinity', 'true', 'null', '[]', '5,6', '99999999999999999999', '1e999']

/** Which place of a value is broken, and in which way: each as likely as the others. */
const choices = fc.noBias(fc.tuple(fc.nat(), fc.nat()))

function pickBreakage(places: readonly Place[], [first, second]: readonly [number, number]): Breakage {
  // Safe: a value is a place itself, and every place can be broken.
  const breakages = breakagesOf(places[first % places.length] as Place)
  return breakages[second % breakages.length] as Breakage
}

/** Changed values of a subject, each with how it was changed. */
function* breakValues({ schema, isText }: Subject, values: readonly unknown[], seed: number): Generator<Breakage> {
  const chosen = sample(choices, seed, values.length * breakagesPerValue).values()
  for (const [index, value] of values.entries()) {
    const places = [...placesOf(schema, value)]
    const isWhole = index === 0 && places.length <= placesBrokenWholly
    const breakages = isWhole
      ? places.flatMap(breakagesOf)
      : Array.from({ length: breakagesPerValue }, () => pickBreakage(places, chosen.next().value ?? [0, 0]))
    for (const { label, path, value: changed } of breakages) {
      yield { label, path, value: applyBreakage(value, { path, value: changed }) }
    }
  }
  if (isText && coreOf(schema)._zod.def.type === 'number') {
    for (const text of [...numerals, ...noNumbers]) yield { label: `"${text}": number as text`, path: [], value: text }
  }
}

/** As JSON holds a number. */
const numeral = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i

/** What a document's schema is about where the value comes as text: a reader takes a number from it where a number is declared. */
function readText(text: string, { type }: JsonSchema): unknown {
  return (type === 'integer' || type === 'number') && numeral.test(text) ? Number(text) : text
}

const toText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Tries generated values of a subject, and changed ones, on the contract and on each document. */
export class Comparer {
  readonly #documents: readonly ContractDocument[]

  constructor(documents: readonly ContractDocument[]) {
    this.#documents = documents
  }

  compare(subject: Subject, seed: number, count: number): Comparison {
    const values = sample(arbitraryOf(subject.schema), seed, count).filter((value) => value !== undefined)
    const disagreements: Disagreement[] = []
    let refusedByAll = 0
    const tryOne = (label: string, value: unknown): void => {
      if (value === undefined) return
      const verdict = this.#judge(subject, value)
      if (verdict.differing.length === 0 && !verdict.isTakenByContract) refusedByAll += 1
      if (verdict.differing.length === 0) return
      const flavour = verdict.differing.length < this.#documents.length ? ` (${verdict.differing.join()} alone)` : ''
      const { isTakenByContract } = verdict
      disagreements.push({ label: `${label}${flavour}`, subject: subject.name, value, isTakenByContract })
    }
    for (const value of values) tryOne('as generated', value)
    for (const { label, value } of breakValues(subject, values, seed)) tryOne(label, value)
    return { disagreements, refusedByAll }
  }

  #judge(subject: Subject, value: unknown): { isTakenByContract: boolean; differing: string[] } {
    const { schema, pointer, isText } = subject
    const sent = isText ? toText(value) : value
    const isTakenByContract = isTaken(schema, sent)
    const differing = this.#documents.filter((document) => {
      const read = typeof sent === 'string' && isText ? readText(sent, schemaOf(document, subject)) : sent
      return document.accepts(pointer, read) !== isTakenByContract
    })
    return { isTakenByContract, differing: differing.map(({ flavour }) => flavour) }
  }
}

const isTaken = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success
