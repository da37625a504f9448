import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { readEarlier } from "../../../runtime/store/lease/files.ts"

const read = (path: string) =>
  Effect.runPromise(readEarlier(path).pipe(Effect.provide(NodeServices.layer)))

/** Another taker may have made a folder of the file, or removed it, just before it is read. */
it("a lease of an earlier version is a file; a folder and nothing are none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ablate-lease-"))
  expect(await read(folder)).toBeNull()
  expect(await read(join(folder, "none"))).toBeNull()
  const file = join(folder, "lease")
  writeFileSync(file, '{"token":"t","host":"elsewhere","pid":1}\n')
  expect(await read(file)).toMatchObject({ token: "t", holder: { host: "elsewhere", pid: 1 } })
})
