import { Addresses, AddressRefused, isPublic } from './addresses'

describe('public or not', () => {
  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.255',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.255.255',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::808:808',
    '100::1',
    '2001::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '2002:c0a8:101::1',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%lo',
    'fec0::1',
    'ff02::1',
    '2606:4700::1%eth0',
    '',
    'localhost',
    '127.1',
    '1.2.3',
  ])('%j is not', (address) => expect(isPublic(address)).toBe(false))

  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '140.82.121.6',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2002:808:808::1',
    '2001:4860:4860::8888',
  ])('%s is', (address) => expect(isPublic(address)).toBe(true))
})

describe('the look-up of sockets', () => {
  const both = [
    { address: '2606:4700:4700::1111', family: 6 },
    { address: '1.1.1.1', family: 4 },
  ]
  const ask = (options: object, found = both) =>
    new Promise((resolve) => {
      const addresses = new Addresses([], async () => found)
      addresses.lookupFor('443')('vendor.example', options, (error, ...answer) => resolve(error ?? answer))
    })

  it('gives all addresses in their order, one, or those of a family', async () => {
    expect(await ask({ all: true })).toEqual([both])
    expect(await ask({})).toEqual(['2606:4700:4700::1111', 6])
    expect(await ask({ all: true, family: 4 })).toEqual([[both[1]]])
  })

  it('fails when there is none, and when one of them is private', async () => {
    expect(await ask({ all: true }, [])).toBeInstanceOf(Error)
    expect(await ask({ family: 4 }, both.slice(0, 1))).toBeInstanceOf(Error)
    expect(await ask({ family: 4 }, [...both, { address: 'fd00::1', family: 6 }])).toBeInstanceOf(AddressRefused)
  })

  it('is one for all who ask for a name meanwhile, and another one afterwards', async () => {
    const asked: string[] = []
    const answers: ((found: typeof both) => void)[] = []
    const addresses = new Addresses([], (name) => {
      asked.push(name)
      return new Promise((resolve) => answers.push(resolve))
    })
    const waiting = [
      addresses.find('a.example', '443'),
      addresses.find('a.example', '8443'),
      addresses.find('b.example', '443'),
    ]
    expect(asked).toEqual(['a.example', 'b.example'])
    for (const answer of answers) answer(both)
    expect(await Promise.all(waiting)).toEqual([both, both, both])
    void addresses.find('a.example', '443')
    expect(asked).toEqual(['a.example', 'b.example', 'a.example'])
  })
})
