import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SourceError } from '../source-error.ts'
import { parseWire } from './parse-wire.ts'

const Rows = z.object({
  rows: z.array(z.object({ name: z.string().min(1), count: z.int(), kind: z.enum(['A', 'B']), open: z.boolean() })),
})
const row = { name: 'x', count: 1, kind: 'A', open: true }

function failureOf(schema: z.ZodType, body: unknown): SourceError {
  try {
    parseWire(schema, body, 'pi', 'http://pi/rows')
  } catch (error) {
    if (error instanceof SourceError) return error
  }
  throw new Error('it was to be refused')
}

describe('a body that has drifted', () => {
  it.each([
    [
      'lacks a field',
      { rows: [row, { ...row, open: undefined }] },
      'rows.1.open is missing where true or false was expected.',
    ],
    [
      'has a text for a number',
      { rows: [{ ...row, count: '12' }] },
      'rows.0.count is the text "12" where a number was expected.',
    ],
    ['has null for a text', { rows: [{ ...row, name: null }] }, 'rows.0.name is null where a text was expected.'],
    [
      'has an empty text',
      { rows: [{ ...row, name: '' }] },
      'rows.0.name is the text "" where a longer text was expected.',
    ],
    [
      'has another word',
      { rows: [{ ...row, kind: 'C' }] },
      'rows.0.kind is the text "C" where "A" or "B" was expected.',
    ],
    ['has an object for a list', { rows: {} }, 'rows is an object where a list was expected.'],
    ['is no object', [], 'the body is a list where an object was expected.'],
    ['is nothing', null, 'the body is null where an object was expected.'],
  ])('that %s is told by field, what was expected and what came', (_what, body, text) => {
    expect(failureOf(Rows, body)).toMatchObject({ code: 'bad_payload', message: `http://pi/rows: ${text}` })
  })

  it('shows the beginning of a long text alone', () => {
    const { message } = failureOf(Rows, { rows: [{ ...row, count: 'x'.repeat(100_000) }] })
    expect(message.length).toBeLessThan(150)
  })
})
