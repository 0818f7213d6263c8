/**
 * The day, in UTC. The clock of this run is asked, for nobody who wants to pass sets it: the date of a commit is whatever
 * its author wrote, and a re-run brings the event of the first run again, so that a waiver would never be over.
 */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}
