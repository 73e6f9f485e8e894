import { expect, test } from 'vitest'

import { TextTail } from './text-tail.ts'

test('a tail keeps everything below its limit and says when something was cut', () => {
  const tail = new TextTail(4)
  tail.append(Buffer.from('abcd'))
  expect(tail.toString()).toBe('abcd')
  tail.append(Buffer.from('e'))
  expect(tail.toString()).toBe('…bcde')
  expect(tail.toString()).toBe('…bcde')
  for (let count = 0; count < 100; count += 1) tail.append(Buffer.from('0123456789'))
  expect(tail.toString()).toBe('…6789')
})

test('a character that the limit cuts in two is left out', () => {
  const tail = new TextTail(3)
  tail.append(Buffer.from('xéé'))
  expect(tail.toString()).toBe('…é')
})
