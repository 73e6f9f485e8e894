import { describe, expect, it } from 'vitest'
import { entriesOf, publicNames } from './public-names.ts'

/** Tests of what a package exports. A change there is a change of the public API: run vitest with `-u` and write a changeset. */
export async function testPublicSurface(name: string): Promise<void> {
  describe.each(await entriesOf(name))(`@code-mode/${name} $subpath`, ({ subpath, source }) => {
    const snapshot = `public-surface/${subpath === '.' ? 'index' : subpath.slice(2)}.txt`

    it('exports exactly the names in the committed list', async () => {
      await expect(await publicNames(source)).toMatchFileSnapshot(snapshot)
    })

    it('has each listed value at run time, and no other', async () => {
      const values = (await publicNames(source)).split('\n').filter((line) => line.startsWith('value '))
      const loaded = (await import(source)) as object
      expect(Object.keys(loaded).toSorted()).toEqual(values.map((line) => line.slice('value '.length)))
    })
  })
}
