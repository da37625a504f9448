import { virtualDevices } from "../../division.ts"
import { openClient } from "./openClient.ts"

/**
 * XLA on the CPU, opened once for the life of the process; importing this fails where it cannot be. Its
 * devices, on which one program can run together, share the processor.
 */
export const client = openClient("cpu", { cpu_device_count: virtualDevices })
