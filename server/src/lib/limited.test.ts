import { expect, test } from 'vitest'
import { limited } from './limited.ts'

/** Work that begins when it is let in, and ends when it is told to. */
function manual() {
  const begun: string[] = []
  const ends = new Map<string, PromiseWithResolvers<string>>()
  const work = (name: string) => () => {
    begun.push(name)
    const end = Promise.withResolvers<string>()
    ends.set(name, end)
    return end.promise
  }
  return { begun, work, end: (name: string) => ends.get(name)!.resolve(name), ends }
}

test('so many run at once, and the others follow in the order in which they came', async () => {
  const { begun, work, end } = manual()
  const twoAtOnce = limited(2)
  const results = ['a', 'b', 'c', 'd'].map((name) => twoAtOnce(work(name)))
  expect(begun).toEqual(['a', 'b'])
  end('b')
  expect(await results[1]).toBe('b')
  expect(begun).toEqual(['a', 'b', 'c'])
  end('a')
  await results[0]
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
  end('c')
  end('d')
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd'])
})

test('work that fails tells whoever asked for it, and makes room for the next', async () => {
  const { begun, work, end, ends } = manual()
  const oneAtOnce = limited(1)
  const [failing, next] = [oneAtOnce(work('a')), oneAtOnce(work('b'))]
  ends.get('a')!.reject(new Error('broken'))
  await expect(failing).rejects.toThrow('broken')
  expect(begun).toEqual(['a', 'b'])
  end('b')
  expect(await next).toBe('b')
})

test('whoever comes while others wait does not get ahead of them', async () => {
  const { begun, work, end } = manual()
  const oneAtOnce = limited(1)
  const first = oneAtOnce(work('a'))
  const second = oneAtOnce(work('b'))
  const third = first.then(() => oneAtOnce(work('c')))
  end('a')
  await first
  expect(begun).toEqual(['a', 'b'])
  end('b')
  await second
  end('c')
  expect(await third).toBe('c')
  expect(begun).toEqual(['a', 'b', 'c'])
})
