import type { z } from 'zod'
import type { Quality } from './quality.ts'
import type { PressureBasis, ReferenceCondition, Unit } from './units.ts'

/** What JSON Schema can't say of a number, and what a reader would be wrong without. */
export interface MeasuredAs {
  readonly unit: Unit | 'kn' | 'nmi' | 'm' | 'deg' | 'Sm3' | 'EUR' | '1'
  readonly reference?: ReferenceCondition
  readonly basis?: PressureBasis
  readonly quality?: Quality
}

/** A number whose unit never varies, said in the schema: in OpenAPI as `x-tieback-measured`, and a change of it is a break. */
export const measured = <Schema extends z.ZodType>(schema: Schema, as: MeasuredAs): Schema =>
  schema.meta({ 'x-tieback-measured': as })
