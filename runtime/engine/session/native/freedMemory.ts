/**
 * With these variables the GNU C library keeps freed memory for what comes next, instead of handing it
 * back to the system, which has to clear every page of it anew: as much work as the step itself. Read
 * when a process starts; other C libraries do not know them.
 */
export const keepingFreedMemory: Readonly<Record<string, string>> = {
  MALLOC_MMAP_MAX_: "0",
  MALLOC_TRIM_THRESHOLD_: "1000000000000",
  MALLOC_ARENA_MAX: "1",
  MALLOC_TOP_PAD_: "16777216",
}

/**
 * Whether this process keeps freed memory by itself. Sessions then need no arena, which grows by
 * powers of two: a tenth to a quarter of the memory of a training step. ONNX Runtime's library for
 * Linux needs the GNU C library.
 */
export const keepsFreedMemory = (): boolean =>
  process.platform === "linux" &&
  Object.entries(keepingFreedMemory).every(([name, value]) => process.env[name] === value)
