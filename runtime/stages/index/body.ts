import { Effect } from "effect"
import type { DatasetImplementation } from "../../data/contract.ts"
import type { DatasetError } from "../../data/faults/datasetError.ts"
import type { Faulty } from "../../faults/faulty.ts"
import { loadAs } from "../../implementations/implementation.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { writeJson } from "../files.ts"
import type { IndexSettings } from "./record.ts"

/** Lists the subjects of a data set with their classes: `index.json`. */
export default Effect.fn("index")(function* ({
  dataset,
}: IndexSettings): Effect.fn.Return<void, Faulty | DatasetError, CurrentStage> {
  const { environment, out } = yield* CurrentStage
  const implementation = yield* loadAs<DatasetImplementation>(dataset, ["index"])
  yield* writeJson(out, "index.json", {
    subjects: yield* implementation.index(dataset, environment),
  })
})
