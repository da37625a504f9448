import { describe, expect, it } from "vitest"
import { expandPath, pathHint } from "../../runtime/files/environment.ts"

const environment = { DATA: "/data", HOME: "/home/me", EMPTY: "" }

describe("a path", () => {
  // As a shell reads them.
  it.each([
    ["$DATA/x", "/data/x"],
    ["${DATA}/x", "/data/x"],
    ["${DATA}x", "/datax"],
    ["~/x", "/home/me/x"],
    ["~", "/home/me"],
    ["/a/$DATA", "/a/$DATA"],
    ["~other/x", "~other/x"],
    ["$NONE/x", undefined],
    ["${NONE}/x", undefined],
    ["$EMPTY/x", undefined],
  ])("%s is read as %s", (path, read) => expect(expandPath(path, environment)).toBe(read))

  it.each([
    ["/data/brats ", /blanks/],
    ['"/data/brats"', /quotes/],
    ["s3://bucket/brats", /copy or mount/],
    ["%USERPROFILE%/brats", /\$NAME/],
    [String.raw`D:\brats`, /\/mnt/],
    ["~other/brats", /whole name/],
    ["/data/brats", /^undefined$/],
  ])("%s where nothing is has a hint", (path, hint) => expect(String(pathHint(path))).toMatch(hint))
})
