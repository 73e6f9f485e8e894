import { afterEach } from 'vitest'
import { type DriverOptions, type Json, WireDriver } from './wire-driver.ts'

const drivers: WireDriver[] = []
afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()))
})

/** A real interpreter with our runtime, ended when the test is over. */
export async function start(options: DriverOptions = {}): Promise<WireDriver> {
  const driver = await WireDriver.start(options)
  drivers.push(driver)
  return driver
}

/** The headers of all calls the guest has made. */
export const calls = (driver: WireDriver): readonly Json[] =>
  driver.messages.map((one) => one.header).filter((header) => header['type'] === 'call')

export const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
