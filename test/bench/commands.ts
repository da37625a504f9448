import { fileURLToPath } from "node:url"
import { stageProcess } from "../../runtime/processes/ownProcess.ts"

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** How our side is started: as the process of a stage is. */
export const ourCommand = (threads: number) => {
  const {
    command: [program, ...args],
    environment,
  } = stageProcess("test/bench/worker.ts")
  return {
    label: "ours",
    program,
    args,
    environment: { ...environment, OMP_NUM_THREADS: String(threads) },
  }
}

/**
 * How the peer is started: threads that sleep when idle, and an allocator that keeps what it has
 * freed, in huge pages, which makes PyTorch's steps on a CPU up to twice as fast as without.
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
    GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
    PYTHONDONTWRITEBYTECODE: "1",
  },
})
