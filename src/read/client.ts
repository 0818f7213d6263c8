/** A client of GitHub's API that waits so long for an answer and no longer. */

export type Client = Awaited<ReturnType<typeof connect>>

/** Loaded only here: a run that asks GitHub nothing need not read the client. `baseUrl` is of the REST API. */
export async function connect(token: string, baseUrl: string) {
  const { getOctokit } = await import('@actions/github')
  const client = getOctokit(token, { baseUrl })
  client.hook.before('request', options => {
    options.request.signal = AbortSignal.timeout(options.request.patience ?? PATIENCE)
  })
  return client
}

/** Milliseconds for one request that names no other `patience`. */
const PATIENCE = 30_000
