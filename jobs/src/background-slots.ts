import { type JobBinding, PutOff } from './queue.ts'

/** How long a job that found no slot waits before it looks again, ms. */
const lookAgainMs = 5_000

/**
 * Bounds how many jobs of some kinds run at once in this process, so that those which fill in the past never keep all its hands
 * from the live front. One that finds no slot is taken up a little later, by whichever process is free then.
 */
export class BackgroundSlots {
  readonly #slots: number
  #taken = 0

  constructor(slots: number) {
    this.#slots = slots
  }

  /** The same binding, which runs only while there is a slot. */
  share({ definition, handle }: JobBinding): JobBinding {
    return {
      definition,
      handle: async (data, signal) => {
        if (this.#taken >= this.#slots) {
          throw new PutOff(lookAgainMs, 'other work in the background goes first')
        }
        this.#taken += 1
        try {
          return await handle(data, signal)
        } finally {
          this.#taken -= 1
        }
      },
    }
  }
}
