/** Prints a command's result: one JSON document for machines, else lines for people. */
export function print(asJson: boolean | undefined, result: unknown, lines: () => readonly string[]): void {
  if (asJson === true) console.log(JSON.stringify(result, null, 2))
  else for (const line of lines()) console.log(line)
}

/** Rows under each other in columns, the first row being the heading. */
export function toColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
