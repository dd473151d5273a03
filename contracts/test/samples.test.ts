import { describe, expect, it } from 'vitest'
import { applyBreakage, type Breakage } from './arbitrary/breakages.ts'
import { openDocuments } from './arbitrary/openapi-validators.ts'
import { coreOf, type Place, placesOf } from './arbitrary/schema-parts.ts'
import { type Answer, listAnswers } from './arbitrary/subjects.ts'

const documents = openDocuments()

/** Who takes a value as this answer: the contract, and each document. */
const takersOf = ({ schema, pointer }: Answer, value: unknown): string[] => [
  ...(schema.safeParse(value).success ? ['zod'] : []),
  ...documents.filter((document) => document.accepts(pointer, value)).map(({ flavour }) => flavour),
]

const everybody = ['zod', '3.1', '3.0']

/** A place left out where it may not be, and a place that holds a value of another kind. */
function spoil({ path, schema, isRequired }: Place): Breakage[] {
  const { type } = coreOf(schema)._zod.def
  const other = type === 'array' ? {} : []
  return [
    ...(isRequired ? [{ label: 'left out', path, value: undefined }] : []),
    ...(type === 'unknown' ? [] : [{ label: 'of another kind', path, value: other }]),
  ]
}

describe('the example of each answer', () => {
  it.each(listAnswers())('$name fits the contract and both documents', (answer) => {
    expect(takersOf(answer, answer.example)).toStrictEqual(everybody)
  })

  it.each(listAnswers())('$name is the same after a way through JSON', (answer) => {
    const received: unknown = JSON.parse(JSON.stringify(answer.example))
    expect(answer.schema.parse(received)).toStrictEqual(answer.example)
  })

  it.each(listAnswers())('$name fits none of them with a part left out or of another kind', (answer) => {
    const spoilt = [...placesOf(answer.schema, answer.example)].flatMap(spoil)
    expect(spoilt).not.toStrictEqual([])
    const taken = spoilt.flatMap(({ label, path, value }) => {
      const takers = takersOf(answer, applyBreakage(answer.example, { path, value }))
      return takers.length === 0 ? [] : [`${path.join('.')} ${label}: ${takers.join()}`]
    })
    expect(taken).toStrictEqual([])
  })
})
