/** The numbers of the wire; WIRE.md is the contract. All sizes in bytes. */
export const WIRE_VERSION = 1
export const MAX_HEADER_BYTES = 65_536
export const MAX_FRAME_BYTES = 1_048_576
export const STREAM_WINDOW_BYTES = 1_048_576
/** Largest body of one `chunk`: a quarter of the window, so that sending and granting overlap. */
export const CHUNK_BYTES = 262_144
export const MAX_PAYLOAD_BYTES = 67_108_864
export const MAX_DEPTH = 200
export const CALLS_IN_FLIGHT = 256
export const OUTPUT_FLUSH_MS = 20
export const OUTPUT_FLUSH_BYTES = 32_768
