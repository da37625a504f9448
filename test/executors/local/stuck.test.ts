import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { ownProcess } from "../../../runtime/processes/ownProcess.ts"
import { temporaryFolder } from "../../acceptance/ablate.ts"

const warning = new URL("../../../runtime/executors/local/warnWhereStuck.ts", import.meta.url).href

/** Native code that none of the author's files calls. */
const native = `data:text/javascript,${encodeURIComponent(`import { pbkdf2Sync } from "node:crypto"
const end = performance.now() + 2000
while (performance.now() < end) pbkdf2Sync("", "", 1e5, 8, "sha512")`)}`

it("warns once, with the line, where a part keeps its stage's process, which goes on", () => {
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, "part.ts"),
    `export const keep = (until: () => boolean, seconds: number): void => {
  const end = performance.now() + 1000 * seconds
  while (performance.now() < end && !until());
}
`,
  )
  const stage = join(folder, "stage.ts")
  writeFileSync(
    stage,
    `const { warnWhereStuck } = await import(${JSON.stringify(warning)})
const { keep } = await import("./part.ts")
const told: string[] = []
warnWhereStuck((text: string) => told.push(text), 1)
await import(${JSON.stringify(native)})
const { length } = told
keep(() => told.length > length, 60)
keep(() => false, 1)
console.log(JSON.stringify({ native: length, told }))
`,
  )
  const [program, ...flags] = ownProcess("")
  const answer = execFileSync(program, [...flags.slice(0, -1), stage], { encoding: "utf8" })
  expect(JSON.parse(answer)).toEqual({
    native: 0,
    told: [
      expect.stringMatching(
        /^your part has computed for 1 s .*(part\.ts:3|stage\.ts:7); the stage goes on/,
      ),
    ],
  })
}, 70_000)
