import { z } from 'zod'

/**
 * Several members in one query parameter, such as `topics=sample,alert`: what a browser's EventSource and a link can carry.
 * The caller sends text, the route reads an array without repeats. The parameter itself is given once.
 */
export const commaList = <const Member extends string>(members: readonly Member[]) => {
  const member = `(?:${members.join('|')})`
  return (
    z
      .string()
      // Twice the length of all members: room for repeats, never for a text without end.
      .max(2 * members.join(',').length)
      .regex(new RegExp(`^${member}(?:,${member})*$`))
      // Safe: the pattern lets nothing else through.
      .transform((text) => [...new Set(text.split(','))] as Member[])
  )
}
