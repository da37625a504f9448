import koffi, { type LibraryHandle } from "koffi"

// Libraries compute on the calling thread, also on libuv's. Koffi takes this once, before any library.
const stackBytes = 8 * 2 ** 20
koffi.config({ sync_stack_size: stackBytes, async_stack_size: stackBytes })

/** Loads a shared library. Throws where it cannot be. */
export const loadLibrary = (file: string): LibraryHandle => koffi.load(file)
