/** A rule of the wire was broken by the other side. The kernel turns it into `WIRE_VIOLATION` and ends the guest. */
export class WireViolation extends Error {
  override readonly name = 'WireViolation'
}
