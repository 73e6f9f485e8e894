import { describe, expect, it } from 'vitest'
import { attacks } from '../support/attacks.ts'
import { withstands } from '../support/wedging.ts'

describe('the next run answers, and variables are kept where they can be, after', () => {
  it.each(attacks('end'))('$title', async (attack) => {
    await expect(withstands(attack)).resolves.toBe('withstood')
  })
})
