import { BoundedMap } from './bounded-map'

const full = () => new BoundedMap<string, number>(2).set('a', 1).set('b', 2)

it('lets go of what was set longest ago, however often it was looked up', () => {
  const map = full()
  map.get('a')
  expect([...map.set('c', 3)]).toEqual([
    ['b', 2],
    ['c', 3],
  ])
})

it('keeps what is set again, as the newest', () => {
  expect([...full().set('a', 3).set('c', 4).keys()]).toEqual(['a', 'c'])
})
