/** The client of GitHub's APIs, loaded only where there is something to ask. */

export type Client = Awaited<ReturnType<typeof connect>>

/** `url` is that of the REST API. */
export async function connect(token: string, url: string) {
  const { getOctokit } = await import('@actions/github')
  const github = getOctokit(token, { baseUrl: url })
  github.hook.before('request', options => {
    options.request.signal = AbortSignal.timeout(PATIENCE)
  })
  return github
}

/** Milliseconds for one request. */
const PATIENCE = 30_000
