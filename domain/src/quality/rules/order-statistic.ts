/**
 * The value below which a share of the numbers lies; NaN of none. In linear time, for which it reorders what it is given.
 *
 * share  0 the lowest, 1 the highest; between two, the lower
 */
export const orderStatistic = (values: Float64Array, share: number): number => {
  if (values.length === 0) return Number.NaN
  const wanted = Math.floor((values.length - 1) * share)
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const [left, right] = partition(values, low, high)
    if (wanted <= right) high = right
    else if (wanted >= left) low = left
    else break
  }
  return values[wanted] ?? Number.NaN
}

/** Puts what is below the middle element before what is above it: the ends of the two sides, `right` < `left`. */
const partition = (values: Float64Array, low: number, high: number): [left: number, right: number] => {
  const pivot = values[(low + high) >> 1] ?? Number.NaN
  let left = low
  let right = high
  while (left <= right) {
    while ((values[left] ?? Infinity) < pivot) left++
    while ((values[right] ?? -Infinity) > pivot) right--
    if (left > right) break
    const swapped = values[left] ?? 0
    values[left++] = values[right] ?? 0
    values[right--] = swapped
  }
  return [left, right]
}

export const medianOf = (values: Float64Array): number => orderStatistic(values, 0.5)
