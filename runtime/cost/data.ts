import { Effect } from "effect"
import type { DatasetImplementation } from "../data/contract.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import { preprocess } from "../data/transforms/preprocess.ts"
import type { Environment } from "../files/environment.ts"
import type { Faulty } from "../faults/faulty.ts"
import { loadAs } from "../implementations/implementation.ts"
import { dataFacts, type DataFacts } from "../stages/dataFacts.ts"
import type { ListedDataset } from "../stages/record.ts"

/** Lists a data set and reads its first subject. */
export const readDataFacts = Effect.fn("readDataFacts")(function* (
  dataset: ListedDataset,
  environment: Environment,
): Effect.fn.Return<DataFacts | undefined, Faulty | DatasetError> {
  const implementation = yield* loadAs<DatasetImplementation>(dataset, ["index", "load"])
  const subjects = yield* implementation.index(dataset, environment)
  const [first] = subjects
  if (first === undefined) return undefined
  const raw = yield* implementation.load(dataset, environment, first.id)
  const { meta } = yield* Effect.fromResult(preprocess(raw, dataset.preprocessing))
  return dataFacts(dataset.modalities.length, subjects, meta.shape)
})
