import type { SessionState, SignedInPerson } from '@tieback/contracts'

/** What a page knows of who looks at it. Another object with each change. */
export interface SessionView {
  /** Null: nobody has signed in. Where the session has ended since, who it was: the page is still theirs. */
  readonly signedIn: SignedInPerson | null
  readonly hasEnded: boolean
  /** Begins a sign-in, see `address.ts` beside. */
  readonly signInPath: string
  /** Everybody who reaches the provider can be anybody. */
  readonly isEvaluation: boolean
}

/** What an answer about the session has changed for the page. */
export type SessionNews = 'none' | 'begun' | 'ended' | 'resumed' | 'somebody-else'

/** An end that comes soon, unless somebody does something. */
export interface ComingEnd {
  /** `idle`: by not being used, so any use puts it off · `absolute`: however much it is used. */
  readonly kind: 'idle' | 'absolute'
  /** Milliseconds since the epoch, by the server's clock. */
  readonly at: number
}

/** How long before its end a session's end is announced, ms. */
export const announcedMs = 120_000

const viewOf = ({ signedIn, signInPath, isEvaluation }: SessionState): SessionView => ({
  ...{ signedIn, signInPath, isEvaluation, hasEnded: false },
})

/** Follows the session of an open page, from what the API says of it and from how it answers. */
export class PageSession {
  #view: SessionView
  #lastUse: number
  /** Counts sign-ins, so that a late answer to the session before says nothing of this one. */
  #turn = 0
  /** How long the session may go unused, ms. */
  #idleMs = Infinity
  readonly #listeners = new Set<() => void>()

  constructor(state: SessionState, now: number) {
    this.#view = viewOf(state)
    this.#lastUse = now
    this.#noteTimes(state, now)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly view = (): SessionView => this.#view

  /** Which sign-in this is; to be handed back with the answer to what is asked now. */
  get turn(): number {
    return this.#turn
  }

  /** Takes in what the API says of the session. */
  learn(state: SessionState, now: number): SessionNews {
    const { signedIn: before, hasEnded } = this.#view
    if (state.signedIn === null) return this.#end()
    this.#noteTimes(state, now)
    const isSamePerson = before?.person.id === state.signedIn.person.id
    if (before !== null && !isSamePerson) return 'somebody-else'
    if (before === null || hasEnded) this.#turn++
    this.#change(viewOf(state))
    return before === null ? 'begun' : hasEnded ? 'resumed' : 'none'
  }

  /** An answer came: the session was used, or there is none any more. */
  noteAnswer(status: number, turn: number, now: number): void {
    if (turn !== this.#turn) return
    if (status === 401) this.#end()
    else this.#lastUse = Math.max(this.#lastUse, now)
  }

  /** The end that is to be announced now; null: none comes soon. */
  comingEnd(now: number): ComingEnd | null {
    const session = this.#view.hasEnded ? null : this.#view.signedIn?.session
    if (!session) return null
    const absolute = Date.parse(session.endsAt)
    const idle = this.#lastUse + this.#idleMs
    const end: ComingEnd = idle < absolute ? { kind: 'idle', at: idle } : { kind: 'absolute', at: absolute }
    return end.at - now <= announcedMs ? end : null
  }

  #noteTimes({ signedIn }: SessionState, now: number): void {
    this.#lastUse = now
    if (!signedIn?.session) return
    const { idleUntil, endsAt } = signedIn.session
    // Near its end a session says no more how long it may go unused: the shorter of the two is told.
    if (idleUntil < endsAt) this.#idleMs = Date.parse(idleUntil) - now
  }

  #end(): SessionNews {
    if (this.#view.signedIn === null || this.#view.hasEnded) return 'none'
    this.#change({ ...this.#view, hasEnded: true })
    return 'ended'
  }

  #change(view: SessionView): void {
    this.#view = view
    for (const notify of this.#listeners) notify()
  }
}
