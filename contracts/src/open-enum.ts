import { z } from 'zod'

/**
 * An enum that may grow within a version: a reader passes over members it doesn't know, as it does unknown fields.
 * In OpenAPI `x-tieback-open: true`. In a request it is as strict as any other.
 */
export const openEnum = <const Members extends readonly [string, ...string[]]>(members: Members) =>
  z.enum(members).meta({ 'x-tieback-open': true })
