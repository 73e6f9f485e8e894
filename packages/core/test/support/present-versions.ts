import { CodeModeError, SubprocessExecutor } from '../../src/index.ts'

const VERSIONS = ['3.9', '3.10', '3.11', '3.12', '3.13', '3.14']

/** The versions of Python that are on this machine; the others are named on stderr. */
export async function presentVersions(): Promise<readonly string[]> {
  const present: string[] = []
  for (const version of VERSIONS) {
    const executor = new SubprocessExecutor({ python: version })
    try {
      await executor.probe()
      present.push(version)
    } catch (error) {
      if (!CodeModeError.isInstance(error) || error.code !== 'INTERPRETER_NOT_FOUND') throw error
      process.stderr.write(`\n!!! Python ${version} is not on this machine: nothing was tried with it.\n`)
    } finally {
      await executor.close()
    }
  }
  return present
}
