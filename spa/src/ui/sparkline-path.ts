interface Size {
  readonly width: number
  readonly height: number
}

/** The line of a sparkline and its last point; null where nothing was known in the whole range. */
export interface SparklinePath {
  readonly path: string
  readonly last: { readonly x: number; readonly y: number } | null
}

// Keeps the stroke and the last point's dot inside the picture.
const inset = 2

const round = (value: number): string => String(Math.round(value * 10) / 10)

/** SVG path data: a line breaks at each null, a lone value becomes a dot-long dash, a flat series lies in the middle. */
export function sparklinePath(values: readonly (number | null)[], { width, height }: Size): SparklinePath | null {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return null
  const low = Math.min(...known)
  const span = Math.max(...known) - low
  const step = values.length > 1 ? (width - 2 * inset) / (values.length - 1) : 0
  const point = (value: number, index: number) => ({
    x: inset + step * index,
    y: span === 0 ? height / 2 : inset + (height - 2 * inset) * (1 - (value - low) / span),
  })
  let path = ''
  let last: SparklinePath['last'] = null
  values.forEach((value, index) => {
    if (value === null) return
    const { x, y } = point(value, index)
    const hasBefore = (values[index - 1] ?? null) !== null
    const hasAfter = (values[index + 1] ?? null) !== null
    path += `${hasBefore ? 'L' : 'M'}${round(x)} ${round(y)}`
    if (!hasBefore && !hasAfter) path += 'h0.1'
    if (index === values.length - 1) last = { x, y }
  })
  return { path, last }
}
