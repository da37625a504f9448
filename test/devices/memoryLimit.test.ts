import { describe, expect, it } from "vitest"
import { memoryLimit } from "../../runtime/devices/memoryLimit.ts"

const limitOf = (files: Readonly<Record<string, string>>) => memoryLimit((path) => files[path])

// Forms of proc_pid_cgroup(5) and of the kernel's cgroup-v2 and cgroup-v1/memory documents.
describe("memoryLimit", () => {
  it("is that of the group, or of one above it if that is less", () => {
    const job = "/sys/fs/cgroup/system.slice/slurmstepd.scope/job_7"
    const files = {
      "/proc/self/cgroup": "0::/system.slice/slurmstepd.scope/job_7/step_0/user/task_0\n",
      [`${job}/memory.max`]: "34359738368\n",
      [`${job}/step_0/memory.max`]: "68719476736\n",
      [`${job}/step_0/user/task_0/memory.max`]: "max\n",
    }
    expect(limitOf(files)).toBe(32 * 2 ** 30)
  })

  it("is found at the root in a container", () => {
    const files = { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "8589934592\n" }
    expect(limitOf(files)).toBe(8 * 2 ** 30)
  })

  it("is found in the first interface, whose group may lie outside of a container", () => {
    const files = {
      "/proc/self/cgroup": "9:name=systemd:/docker/1a\n4:cpu,memory:/docker/1a\n0::/docker/1a\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "4294967296\n",
    }
    expect(limitOf(files)).toBe(4 * 2 ** 30)
  })

  it("is unknown without control groups and without a limit", () => {
    expect(limitOf({})).toBeUndefined()
    const free = {
      "/proc/self/cgroup": "0::/user.slice\n",
      "/sys/fs/cgroup/user.slice/memory.max": "max\n",
    }
    expect(limitOf(free)).toBeUndefined()
  })
})
