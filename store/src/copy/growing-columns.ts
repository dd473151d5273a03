import { type FieldBytes, instantAt } from './binary-rows.ts'

const floatBytes = 8

/** Numbers that come in packets, in one array that grows. */
export class GrowingFloats {
  private floats: Float64Array<ArrayBuffer>
  private size = 0

  /** sizeExpected  saves growing; more may come */
  constructor(sizeExpected: number) {
    this.floats = new Float64Array(sizeExpected)
  }

  /** All that came. */
  get all(): Float64Array<ArrayBuffer> {
    return this.floats.subarray(0, this.size)
  }

  /** Takes numbers that were put one behind another by `float8send`, as they lie in a row. */
  addFloats(packed: Buffer, { start, end }: FieldBytes): void {
    const added = this.reserve((end - start) / floatBytes)
    const bytes = Buffer.from(this.floats.buffer, added * floatBytes, end - start)
    packed.copy(bytes, 0, start, end)
    // Postgres sends the highest byte first; Node runs where the lowest comes first.
    bytes.swap64()
  }

  /** Takes instants that were put one behind another by `timestamptz_send`, as ms since 1970. */
  addInstants(packed: Buffer, { start, end }: FieldBytes): void {
    let next = this.reserve((end - start) / floatBytes)
    for (let place = start; place < end; place += floatBytes) this.floats[next++] = instantAt(packed, place)
  }

  private reserve(count: number): number {
    const start = this.size
    this.size += count
    if (this.size > this.floats.length) {
      const larger = new Float64Array(Math.max(this.size, this.floats.length * 2))
      larger.set(this.floats.subarray(0, start))
      this.floats = larger
    }
    return start
  }
}
