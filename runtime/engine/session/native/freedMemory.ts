/**
 * With these variables the GNU C library keeps freed memory for what comes next, instead of handing it
 * back to the system, which has to clear every page of it anew: as much work as the step itself. It lies in
 * huge pages where the system has them for those who ask. Read when a process starts; other C libraries do
 * not know them.
 */
export const keepingFreedMemory: Readonly<Record<string, string>> = {
  MALLOC_MMAP_MAX_: "0",
  MALLOC_TRIM_THRESHOLD_: "1000000000000",
  MALLOC_ARENA_MAX: "1",
  MALLOC_TOP_PAD_: "16777216",
  GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
}

/**
 * Whether this process keeps freed memory by itself. A training step then does better without ONNX
 * Runtime's arena, which grows by powers of two: 3.1 GB instead of 4.2 for a 3-D U-Net at 96³; a
 * network that only infers does not (1.2 GB instead of 0.8 for UNETR). ONNX Runtime's library for Linux
 * needs the GNU C library.
 */
export const keepsFreedMemory = (): boolean =>
  process.platform === "linux" &&
  Object.entries(keepingFreedMemory).every(([name, value]) => process.env[name] === value)
