/** What a report shows of the data, the least first: digests of ids, ids without texts, or ids and answers. */
export const SHOWS = ['hash', 'ids', 'full'] as const
export type Shows = (typeof SHOWS)[number]

export function least(shows: readonly Shows[]): Shows {
  return SHOWS.find(one => shows.includes(one)) ?? 'full'
}
