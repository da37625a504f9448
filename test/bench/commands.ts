import { fileURLToPath } from "node:url"

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** How our side is started: Node as it is. */
export const ourCommand = (threads: number) => ({
  label: "ours",
  program: process.execPath,
  args: [at("./worker.ts")],
  environment: { OMP_NUM_THREADS: String(threads) },
})

/**
 * How the peer is started: threads that sleep when idle, and an allocator that keeps what it has
 * freed, which makes PyTorch's steps on a CPU up to twice as fast as without.
 */
export const peerCommand = (python: string, threads: number) => ({
  label: "the peer",
  program: python,
  args: [at("./peer/worker.py")],
  environment: {
    OMP_NUM_THREADS: String(threads),
    MKL_NUM_THREADS: String(threads),
    OMP_WAIT_POLICY: "passive",
    MALLOC_MMAP_MAX_: "0",
    MALLOC_TRIM_THRESHOLD_: "1000000000000",
    PYTHONDONTWRITEBYTECODE: "1",
  },
})
