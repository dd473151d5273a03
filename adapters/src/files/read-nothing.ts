/** Of a file that has no such rows. */
export async function* readNothing(): AsyncGenerator<never> {
  // Nothing to wait for: the port asks for an async iterable.
}
