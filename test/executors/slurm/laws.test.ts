import { afterAll, beforeAll, describe } from "vitest"
import { executorLaws } from "../laws.ts"
import { hasSlurm, startCluster } from "./cluster/cluster.ts"
import { slurmFor } from "./layer.ts"

describe.skipIf(!hasSlurm)("on Slurm", () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>
  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(() => cluster.stop())

  executorLaws("Slurm", ({ root, slots, workerCommand }) =>
    slurmFor(root, { stages: slots }, { workerCommand }),
  )
})
