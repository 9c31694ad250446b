import { VendorCaller, type CallerOptions, typeAt } from './caller'

/** GitHub's tools at a stand-in, wherever its API is. */
export class GitHubCaller extends VendorCaller {
  constructor(baseUrl: string, options: CallerOptions = {}) {
    super('github', { api: baseUrl }, options)
  }
}

export const github = typeAt('github', { api: 'https://api.github.com' })
