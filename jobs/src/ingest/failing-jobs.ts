/**
 * Which jobs of which source fail at present. A source is down while any of them does: one that succeeds must not hide
 * another's failure, or the source's state would turn at every run.
 */
export class FailingJobs {
  private readonly bySource = new Map<string, Map<string, string>>()

  /** Notes a failure. */
  fail(sourceId: string, job: string, message: string): void {
    const jobs = this.bySource.get(sourceId) ?? new Map<string, string>()
    this.bySource.set(sourceId, jobs.set(job, message))
  }

  /** Notes a success; gives the message of a job that still fails, or null where none does. */
  succeed(sourceId: string, job: string): string | null {
    const jobs = this.bySource.get(sourceId)
    jobs?.delete(job)
    const [message = null] = jobs?.values() ?? []
    return message
  }
}
