import { apiContract } from '@tieback/contracts'
import { http, type HttpHandler } from 'msw/http'
import { mocks } from './mocks.ts'
import { mountRoutes } from './mount.ts'
import type { MockWorld } from './mock-world.ts'

const methods = { GET: http.get, POST: http.post, PUT: http.put, PATCH: http.patch, DELETE: http.delete } as const

const isMethod = (method: string): method is keyof typeof methods => method in methods

/** A request handler for every route of the API, on the origin that it is configured on; on any, where that is empty. */
export const createHttpHandlers = (world: MockWorld, baseUrl = ''): HttpHandler[] =>
  mountRoutes(apiContract, mocks, world).map(({ name, route, answer }) => {
    if (!isMethod(route.method)) throw new Error(`${name}: no handler for ${route.method}`)
    return methods[route.method](`${baseUrl === '' ? '*' : baseUrl}${route.path}`, ({ request, params }) =>
      answer(request, params),
    )
  })
