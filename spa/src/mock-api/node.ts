import { setupServer, type SetupServer } from 'msw/node'
import { createHttpHandlers } from './http-handlers.ts'
import { createMockWorld, type MockOptions, type MockWorld } from './mock-world.ts'

export interface MockServer {
  /** `listen`, `use` and `close` are those of MSW; unknown requests are errors where `listen` is told so. */
  readonly server: SetupServer
  readonly world: MockWorld
}

/** The mock API for tests in Node: whoever fetches `/api/v1` on any origin is answered from an invented field. */
export function createMockServer(options: MockOptions = {}): MockServer {
  const world = createMockWorld(options)
  return { server: setupServer(...createHttpHandlers(world)), world }
}
