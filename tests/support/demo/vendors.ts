import type { ConnectorDeclaration } from '../../../connectors/sdk'
import { FakeVendor } from '../vendors/fake-vendor'
import { FakeGitHub } from '../vendors/github'
import { HARBOR, PIER } from '../vendors/jira-samples'
import { behind } from '../vendors/oauth/beyond'
import { jira as atlassian } from '../vendors/oauth/jira'
import { relocated } from '../vendors/oauth/relocated'
import { type StandInsOptions, VENDOR_NAMES, type VendorName, VendorStandIns } from '../vendors/oauth/stand-ins'
import type { VendorDescription } from '../vendors/vendor-description'
import { seedGitHub } from './github'
import { googleDemo } from './google-docs'
import type { Key } from './harbor'
import { jiraDemo } from './jira'
import { linearDemo } from './linear'
import { notionDemo } from './notion'
import { slackDemo } from './slack'
import { TRANSCRIPT, zoomDemo } from './zoom'

/** The tokens that the vendors' APIs know, behind the sign-in: one for each person, who is the tenant of it. */
const tokenOf = ({ key }: { key: string }): string => `demo-${key}`
const tokens = Object.fromEntries((['ada', 'ben'] satisfies Key[]).map((key) => [tokenOf({ key }), { tenant: key }]))

/** An API, and where it has the vendor's addresses. */
interface Api {
  fake: FakeVendor
  places: (fake: FakeVendor) => Readonly<Record<string, string>>
}

const start = (description: VendorDescription): Promise<FakeVendor> => FakeVendor.of(description, tokens)
const base = ({ baseUrls }: FakeVendor, name: string): string => baseUrls[name] ?? ''

const APIS: Readonly<Record<VendorName, () => Promise<Api>>> = {
  async github() {
    const scopes = ['repo', 'read:org', 'read:user', 'workflow']
    const granted = Object.entries(tokens).map(([token, account]) => [token, { ...account, scopes }] as const)
    const fake = await FakeGitHub.start(Object.fromEntries(granted))
    await seedGitHub(fake.url, tokenOf({ key: 'ben' }))
    return { fake, places: ({ url }) => ({ 'https://api.github.com': url }) }
  },
  async slack() {
    const { description, file } = slackDemo()
    const fake = await start(description)
    fake.behindLinks(file)
    const places = ({ url, linkUrl }: FakeVendor) => ({
      'https://slack.com/api': url,
      'https://slack.com/files-pri': `${linkUrl}/files-pri`,
    })
    return { fake, places }
  },
  async jira() {
    const fake = await start(jiraDemo())
    // The sites have other ids at the sign-in than in the samples.
    const [harbor, pier] = atlassian.accounts[0]?.places ?? []
    const places = (of: FakeVendor) => ({
      'https://api.atlassian.com': base(of, 'account'),
      [`https://api.atlassian.com/ex/jira/${harbor?.id}`]: base(of, 'account') + `/ex/jira/${HARBOR}`,
      [`https://api.atlassian.com/ex/jira/${pier?.id}`]: base(of, 'account') + `/ex/jira/${PIER}`,
    })
    return { fake, places }
  },
  async linear() {
    return { fake: await start(linearDemo()), places: ({ url }) => ({ 'https://api.linear.app': url }) }
  },
  async notion() {
    return { fake: await start(notionDemo()), places: ({ url }) => ({ 'https://api.notion.com': url }) }
  },
  async google() {
    const places = (of: FakeVendor) => ({
      'https://docs.googleapis.com': base(of, 'docs'),
      'https://www.googleapis.com': base(of, 'google'),
    })
    return { fake: await start(googleDemo()), places }
  },
  async zoom() {
    const fake = await start(zoomDemo())
    fake.behindLinks({ status: 200, body: TRANSCRIPT, headers: { 'content-type': 'text/vtt' } })
    const places = ({ url, linkUrl }: FakeVendor) => ({
      'https://api.zoom.us/v2': url,
      'https://api.zoom.us/rec': `${linkUrl}/rec`,
    })
    return { fake, places }
  },
}

/** All vendors, with their sign-in in front and the harbor behind it. What is written stays until the end. */
export class DemoVendors {
  private constructor(
    private readonly standIns: VendorStandIns,
    private readonly fakes: readonly FakeVendor[],
  ) {}

  static async start({ vendors = VENDOR_NAMES, apps, now }: StandInsOptions): Promise<DemoVendors> {
    const started = await Promise.all(vendors.map(async (name) => [name, await APIS[name]()] as const))
    const beyond = started.map(([name, { fake, places }]) => [name, behind(places(fake), tokenOf)] as const)
    const standIns = await VendorStandIns.start({
      vendors,
      apps,
      beyond: Object.fromEntries(beyond),
      ...(now ? { now } : {}),
    })
    return new DemoVendors(
      standIns,
      started.map(([, { fake }]) => fake),
    )
  }

  of(name: VendorName) {
    return this.standIns.of(name)
  }

  get addresses(): Readonly<Record<string, string>> {
    return this.standIns.addresses
  }

  /** `host:port` of every address, that of signed links included. */
  get hosts(): readonly string[] {
    return [...this.standIns.hosts, ...this.fakes.map(({ signedUrl }) => new URL(signedUrl).host)]
  }

  get violations(): readonly string[] {
    return [...this.standIns.violations, ...this.fakes.flatMap(({ violations }) => violations)]
  }

  async close(): Promise<void> {
    await Promise.all([this.standIns, ...this.fakes].map((each) => each.close()))
  }
}

/** Of a connector for each vendor: Jira's is the only one whose account reaches two places. */
export const CONFIGURATION: Readonly<Record<VendorName, object>> = {
  ...(Object.fromEntries(VENDOR_NAMES.map((name) => [name, {}])) as Record<VendorName, object>),
  jira: { place: 'harbor.atlassian.net' },
}

/** A type with its vendor here; signed links lead to another port of this machine. */
export const demoType = (declaration: ConnectorDeclaration, addresses: Readonly<Record<string, string>>) =>
  withSignedLinksHere(relocated(declaration, addresses))

export const withSignedLinksHere = (declaration: ConnectorDeclaration): ConnectorDeclaration => ({
  ...declaration,
  signedLinkHosts: [...(declaration.signedLinkHosts ?? []), '127.0.0.1'],
})
