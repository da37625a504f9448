import { openClient } from "./openClient.ts"

/** XLA on the CPU, opened once for the life of the process; importing this fails where it cannot be. */
export const client = openClient("cpu", {})
