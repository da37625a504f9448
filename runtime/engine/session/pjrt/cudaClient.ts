import { openClient } from "./openClient.ts"

/**
 * XLA on the GPU that the process sees, opened once for its life; importing this fails where it cannot
 * be. Memory is taken as it is needed: slots may share a GPU.
 */
export const client = openClient("cuda", { preallocate: false })
