const { stdout, env } = process

/** Colour and moving text are for a person at a terminal; logs and NO_COLOR get plain lines. */
export const fancy = Boolean(stdout.isTTY) && env.NO_COLOR === undefined && env.TERM !== 'dumb'

const paint = (code) => (text) => (fancy ? `\u001B[${code}m${text}\u001B[0m` : String(text))

export const bold = paint('1')
export const dim = paint('2')
export const red = paint('31')
export const green = paint('32')
export const yellow = paint('33')

export function print(line = '') {
  stdout.write(`${line}\n`)
}

export function duration(milliseconds) {
  return milliseconds < 60_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`
}

/** Says what begins. At a terminal the line is replaced by `endStep`, unless the step prints lines of its own. */
export function beginStep(name, description, { streams = false } = {}) {
  const line = `… ${name.padEnd(10)} ${dim(description)}`
  if (fancy && !streams) stdout.write(line)
  else print(line)
}

export function endStep(name, description, outcome, milliseconds, { streams = false } = {}) {
  if (fancy && !streams) stdout.write('\r\u001B[2K')
  const mark = { passed: green('✓'), failed: red('✗'), skipped: yellow('-') }[outcome]
  print(`${mark} ${name.padEnd(10)} ${duration(milliseconds).padStart(8)}  ${dim(description)}`)
}
