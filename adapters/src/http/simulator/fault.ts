export interface FaultParameter {
  readonly name: string
  /** Such as `ms`; null where the value is a name or a bare number. */
  readonly unit: string | null
  /** What it is where nobody says; its type is the type of every value. */
  readonly default: number | string
}

/** One way in which a simulator can be told to fail. The pages on simulators and the help of `tieback simulate` are made of these. */
export interface FaultDescription<Name extends string = string> {
  readonly name: Name
  readonly parameter: FaultParameter | null
  /** What the server then does. */
  readonly does: string
  /** What Tieback shows or does about it. */
  readonly seen: string
}

export interface ActiveFault<Name extends string = string> {
  readonly name: Name
  /** Null where the fault has no parameter. */
  readonly value: number | string | null
}

/**
 * The fault that a text such as `slow` or `slow=2000` names.
 *
 * throws  RangeError that says which faults there are, or which value was expected
 */
export function parseFault<Name extends string>(
  text: string,
  descriptions: readonly FaultDescription<Name>[],
): ActiveFault<Name> {
  const [name = '', ...rest] = text.split('=')
  const given = rest.length === 0 ? null : rest.join('=').trim()
  const found = descriptions.find((description) => description.name === name.trim())
  if (found === undefined) {
    const names = descriptions.map((description) => description.name).toSorted()
    throw new RangeError(`There is no fault '${name.trim()}'. There are: ${names.join(', ')}.`)
  }
  return { name: found.name, value: parseValue(found, given) }
}

function parseValue({ name, parameter }: FaultDescription, given: string | null): number | string | null {
  if (parameter === null) {
    if (given === null) return null
    throw new RangeError(`The fault '${name}' takes no value.`)
  }
  if (given === null) return parameter.default
  if (typeof parameter.default === 'string') {
    if (given !== '') return given
    throw new RangeError(`The fault '${name}' takes a ${parameter.name}, such as ${name}=${parameter.default}.`)
  }
  const value = Number(given)
  if (given !== '' && Number.isFinite(value) && value >= 0) return value
  const unit = parameter.unit === null ? '' : ` in ${parameter.unit}`
  throw new RangeError(
    `The fault '${name}' takes a ${parameter.name}${unit}, a number from 0 on, such as ${name}=${parameter.default}.`,
  )
}

/** The text that `parseFault` reads. */
export function toFaultText({ name, value }: ActiveFault): string {
  return value === null ? name : `${name}=${value}`
}
