import type { SimulatedAnswer } from '../../http/simulator/simulated-server.ts'

/** A request that the server turns down, in the product's own words. */
export class PiRefusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }

  get answer(): SimulatedAnswer {
    return { status: this.status, body: { Errors: [this.message] } }
  }
}
