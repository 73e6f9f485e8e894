import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** The path of a fixture program. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))
}

/** The YAML of a tool that is the fixture server; `more` are lines of YAML. */
export function serverYaml(
  name: string,
  env: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): string {
  return [
    `name: ${name}`,
    'type: mcp',
    `command: ${JSON.stringify(process.execPath)}`,
    `args: [${JSON.stringify(fixture('mcp-server.mjs'))}]`,
    `env: ${JSON.stringify(env)}`,
    ...more,
    '',
  ].join('\n')
}

/** The YAML of a tool that is the server written by hand; `more` are lines of YAML. */
export function rawYaml(
  name: string,
  env: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): string {
  return serverYaml(name, env, more).replace('mcp-server.mjs', 'raw-server.mjs')
}

/** How many lines a log has; none when it does not exist. */
export async function countLines(file: string): Promise<number> {
  return (await readFile(file, 'utf8').catch(() => '')).split('\n').length - 1
}
