import { Effect } from "effect"
import { readJson } from "../../../runtime/stages/files.ts"
import type { StageMeasurement } from "../../../runtime/stages/measurements.ts"
import { Brightness } from "./artifact.ts"

export default Effect.fnUntraced(function* (folder: string) {
  const { subjects, means } = yield* readJson(folder, "brightness.json", Brightness)
  const own = { name: "brightness", region: null, metric: null }
  return [{ ...own, subjects, values: means }] satisfies readonly StageMeasurement[]
})
