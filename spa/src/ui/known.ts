/**
 * The entry of one of the contract's words; undefined for a word that the API learnt after this page was built.
 * Types can't say that there is such a word: they know those of this build alone.
 */
export function entryOf<Entry>(table: Readonly<Record<string, Entry>>, word: string): Entry | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}

/** The place of a word in the contract's order; words that the API learnt since come last. */
export function placeOf(order: readonly string[], word: string): number {
  const place = order.indexOf(word)
  return place === -1 ? order.length : place
}
