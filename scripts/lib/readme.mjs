import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** What a package's README tells a reader to install, and its first program. */
export async function readmeOf({ directory, name }) {
  const text = await readFile(path.join(directory, 'README.md'), 'utf8')
  const lines = [...text.matchAll(/^(?:npm install|npm i|pnpm add) (.*)$/gm)].map(([, words]) =>
    words.split(/\s+/).filter((word) => !word.startsWith('-')),
  )
  const install = lines.find((words) => words.some((word) => word === name || word.startsWith(`${name}@`)))
  return { install, program: text.match(/^```js\n(.*?)^```/ms)?.[1] }
}
