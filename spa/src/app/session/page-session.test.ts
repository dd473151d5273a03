import type { SessionState } from '@tieback/contracts'
import { apiExamples } from '@tieback/contracts/examples'
import { describe, expect, it } from 'vitest'
import { announcedMs, PageSession } from './page-session.ts'

const { data: signedIn } = apiExamples.identity.readSession[200]
const signedOut: SessionState = { ...signedIn, signedIn: null }
const minuteMs = 60_000

/** When the example's session was read: an hour before it would end unused. */
const readAt = Date.parse('2026-11-19T09:29:58.000Z')

function of(id: string): SessionState {
  if (signedIn.signedIn === null) throw new Error('the example is of somebody')
  return { ...signedIn, signedIn: { ...signedIn.signedIn, person: { id, name: id } } }
}

describe('the session of an open page', () => {
  it('begins with a sign-in', () => {
    const session = new PageSession(signedOut, readAt)
    expect(session.view().signedIn).toBeNull()
    expect(session.learn(signedIn, readAt)).toBe('begun')
    expect(session.view().signedIn?.person.name).toBe('Solveig Aune')
  })

  it('ends with the first refusal, and still says whose page it is', () => {
    const session = new PageSession(signedIn, readAt)
    let changes = 0
    session.subscribe(() => changes++)
    session.noteAnswer(401, session.turn, readAt)
    session.noteAnswer(401, session.turn, readAt)
    expect(session.view().hasEnded).toBe(true)
    expect(session.view().signedIn?.person.name).toBe('Solveig Aune')
    expect(changes).toBe(1)
  })

  it('ends where the API says that nobody is signed in', () => {
    const session = new PageSession(signedIn, readAt)
    expect(session.learn(signedOut, readAt)).toBe('ended')
    expect(session.learn(signedOut, readAt)).toBe('none')
    expect(session.view().hasEnded).toBe(true)
  })

  it('goes on when the same person signs in again, whatever is answered late to the session before', () => {
    const session = new PageSession(signedIn, readAt)
    const { turn } = session
    session.noteAnswer(401, turn, readAt)
    expect(session.learn(signedIn, readAt)).toBe('resumed')
    session.noteAnswer(401, turn, readAt)
    expect(session.view().hasEnded).toBe(false)
    session.noteAnswer(401, session.turn, readAt)
    expect(session.view().hasEnded).toBe(true)
  })

  it('never becomes somebody else’s', () => {
    const session = new PageSession(signedIn, readAt)
    expect(session.learn(of('jonas.rask'), readAt)).toBe('somebody-else')
    expect(session.view().signedIn?.person.name).toBe('Solveig Aune')
  })

  it('takes in other roles of the same person', () => {
    const session = new PageSession(signedIn, readAt)
    const fewer = { ...signedIn, signedIn: signedIn.signedIn && { ...signedIn.signedIn, scopes: [] } }
    expect(session.learn(fewer, readAt)).toBe('none')
    expect(session.view().signedIn?.scopes).toEqual([])
  })

  it('announces two minutes before that it will end unused, and any answer puts that off', () => {
    const session = new PageSession(signedIn, readAt)
    const idleEnd = readAt + 60 * minuteMs
    expect(session.comingEnd(idleEnd - announcedMs - 1)).toBeNull()
    expect(session.comingEnd(idleEnd - announcedMs)).toEqual({ kind: 'idle', at: idleEnd })
    session.noteAnswer(200, session.turn, readAt + minuteMs)
    expect(session.comingEnd(idleEnd - announcedMs)).toBeNull()
    expect(session.comingEnd(idleEnd)).toEqual({ kind: 'idle', at: idleEnd + minuteMs })
  })

  it('announces its last end, however much it is used', () => {
    const session = new PageSession(signedIn, readAt)
    const end = Date.parse('2026-11-19T17:52:10.000Z')
    session.noteAnswer(200, session.turn, end - announcedMs)
    expect(session.comingEnd(end - announcedMs)).toEqual({ kind: 'absolute', at: end })
    session.noteAnswer(401, session.turn, end)
    expect(session.comingEnd(end)).toBeNull()
  })

  it('has no end to announce where a token was sent', () => {
    const machine = { ...signedIn, signedIn: signedIn.signedIn && { ...signedIn.signedIn, session: null } }
    expect(new PageSession(machine, readAt).comingEnd(readAt + 24 * 60 * minuteMs)).toBeNull()
  })
})
