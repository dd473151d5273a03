/** `PGCOPY`, no flags, no extension. */
const header = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const trailer = Buffer.from('ffff', 'hex')

/** Postgres counts instants in microseconds from here. */
const epochMs = Date.UTC(2000, 0, 1)

const wordSize = 4_294_967_296

/** Longest that a text is taken for: one field holds less than a gigabyte. */
const bytesOfText = 3

/** Rows in the binary format of COPY (PostgreSQL documentation, COPY, File Formats), written one after another into one buffer. */
export class BinaryRows {
  private bytes: Buffer
  private size = header.byteLength

  /** bytesExpected  saves growing; more may come */
  constructor(bytesExpected: number) {
    this.bytes = Buffer.allocUnsafe(header.byteLength + bytesExpected + trailer.byteLength)
    header.copy(this.bytes)
  }

  /** Where the next byte comes: the start of the next row once the one before is whole. */
  get end(): number {
    return this.size
  }

  /** All that was written, for comparing; not a file of COPY yet. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.size)
  }

  startRow(fieldCount: number): void {
    this.reserve(2)
    this.size = this.bytes.writeInt16BE(fieldCount, this.size)
  }

  writeNull(): void {
    this.reserve(4)
    this.size = this.bytes.writeInt32BE(-1, this.size)
  }

  writeText(text: string): void {
    this.reserve(4 + text.length * bytesOfText)
    const length = this.bytes.write(text, this.size + 4)
    this.bytes.writeInt32BE(length, this.size)
    this.size += 4 + length
  }

  writeSmallint(value: number): void {
    this.reserve(6)
    this.bytes.writeInt32BE(2, this.size)
    this.size = this.bytes.writeInt16BE(value, this.size + 4)
  }

  writeInt(value: number): void {
    this.reserve(8)
    this.bytes.writeInt32BE(4, this.size)
    this.size = this.bytes.writeInt32BE(value, this.size + 4)
  }

  writeFloat8(value: number): void {
    this.reserve(12)
    this.bytes.writeInt32BE(8, this.size)
    // Zero has two signs, and Postgres holds them for equal: only one of them is stored.
    this.size = this.bytes.writeDoubleBE(value + 0, this.size + 4)
  }

  writeInstant(atMs: number): void {
    this.reserve(12)
    const micros = (atMs - epochMs) * 1_000
    const high = Math.floor(micros / wordSize)
    this.bytes.writeInt32BE(8, this.size)
    this.bytes.writeInt32BE(high, this.size + 4)
    this.size = this.bytes.writeUInt32BE(micros - high * wordSize, this.size + 8)
  }

  /** Rows that lie in a buffer already, as they are. */
  writeRows(source: Buffer, start: number, end: number): void {
    this.reserve(end - start)
    this.size += source.copy(this.bytes, this.size, start, end)
  }

  /** The whole as COPY reads it. Nothing can be written afterwards. */
  finish(): Buffer {
    this.reserve(trailer.byteLength)
    trailer.copy(this.bytes, this.size)
    return this.bytes.subarray(0, this.size + trailer.byteLength)
  }

  private reserve(length: number): void {
    // The trailer always has its place.
    const needed = this.size + length + trailer.byteLength
    if (needed <= this.bytes.byteLength) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.byteLength * 2))
    this.bytes.copy(larger, 0, 0, this.size)
    this.bytes = larger
  }
}

/** Where the first row of what COPY wrote starts. */
export function firstRowOf(copied: Buffer): number {
  return header.byteLength + copied.readInt32BE(header.byteLength - 4)
}

/** How many fields the row at `start` has; -1 at the end of what COPY wrote. */
export const fieldCountAt = (copied: Buffer, start: number): number => copied.readInt16BE(start)

/** Where the field at `start` ends. */
export function endOfField(copied: Buffer, start: number): number {
  return start + 4 + Math.max(0, copied.readInt32BE(start))
}

/** The instant whose eight bytes begin at `place`, ms since 1970. */
export function instantAt(bytes: Buffer, place: number): number {
  return (bytes.readInt32BE(place) * wordSize + bytes.readUInt32BE(place + 4)) / 1_000 + epochMs
}

/** Where the bytes of a field lie; those of a null have no length. */
export interface FieldBytes {
  readonly start: number
  readonly end: number
}
