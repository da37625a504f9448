import { Effect } from "effect"
import type { DatasetImplementation } from "../../data/contract.ts"
import type { DatasetError } from "../../data/faults/datasetError.ts"
import type { Faulty } from "../../faults/faulty.ts"
import { loadAs } from "../../implementations/implementation.ts"
import type { SettingsOf } from "../../plan/settings.ts"
import { CurrentStage } from "../context.ts"
import { writeJson } from "../files.ts"

/** Lists the subjects of a data set with their classes: `index.json`. */
export default Effect.fn("index")(function* ({
  dataset,
}: SettingsOf["index"]): Effect.fn.Return<void, Faulty | DatasetError, CurrentStage> {
  const { environment, out } = yield* CurrentStage
  const implementation = yield* loadAs<DatasetImplementation>(dataset, ["index"])
  yield* writeJson(out, "index.json", {
    subjects: yield* implementation.index(dataset, environment),
  })
})
