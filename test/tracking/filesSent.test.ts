import { expect, it } from "vitest"
import { filesSent } from "../../runtime/tracking/finalEvents.ts"

const files = [
  "index.html",
  "report.json",
  "results.csv",
  "filled.svg",
  "filled.PNG",
  "results.tex",
]

it("sends what may show a patient only where that is asked for", () => {
  expect(filesSent(files, {})).toEqual(["report.json", "results.csv", "results.tex"])
  expect(filesSent(files, { ABLATE_TRACK_FIGURES: "1" })).toEqual(files)
})
