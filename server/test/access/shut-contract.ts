import { defineRoute, Problem } from '@tieback/contracts'
import { initContract } from '@ts-rest/core'
import { z } from 'zod'

const responses = { 200: z.object({ assets: z.string() }), 401: Problem, 403: Problem, 500: Problem }

const policy = { cache: null, slo: { p95Ms: 50 }, stability: 'stable' } as const

/** A contract with one route for each way in which what somebody sees bears on an answer. */
export const shutContract = initContract().router({
  rooms: {
    readHall: defineRoute({
      method: 'GET',
      path: '/hall',
      responses,
      metadata: { ...policy, access: ['public'], reach: 'none' },
    }),
    readRoom: defineRoute({
      method: 'GET',
      path: '/room',
      responses,
      metadata: { ...policy, access: ['optimization:run', 'alerts:acknowledge'], reach: 'subtree' },
    }),
    readHouse: defineRoute({
      method: 'GET',
      path: '/house',
      responses,
      metadata: { ...policy, access: ['audit:read'], reach: 'field' },
    }),
  },
})
