import { join } from "node:path"
import { executorLaws } from "../laws.ts"
import { batchExecutor } from "./batchExecutor.ts"

executorLaws("a batch system", ({ root, slots, workerCommand }) =>
  batchExecutor({ table: join(root, "table"), slots, workerCommand }),
)
