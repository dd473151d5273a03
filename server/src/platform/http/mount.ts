import type { AppRouter } from '@ts-rest/core'
import { initServer, type RouterImplementation } from '@ts-rest/fastify'
import type { FastifyInstance } from 'fastify'

const server = initServer()

/** What serves the routes of one contract, each parsed on the way in and checked on the way out. */
export type Implementation<Contract extends AppRouter> = RouterImplementation<Contract>

/**
 * Mounts a contract's routes. What is sent is checked too: an undeclared field is stripped, a wrong shape is our own 500.
 * Each router gets a Fastify scope of its own: two in one override each other's error handler.
 */
export async function mountRoutes<Contract extends AppRouter>(
  app: FastifyInstance,
  contract: Contract,
  implementation: Implementation<Contract>,
): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(server.plugin(server.router(contract, implementation)), {
      logInitialization: false,
      responseValidation: true,
      requestValidationErrorHandler: (error) => {
        throw error
      },
    })
  })
}
