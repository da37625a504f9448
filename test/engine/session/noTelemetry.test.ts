import { execFile } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import { temporaryFolder } from "../../acceptance/ablate.ts"

const library = new URL("../../../runtime/engine/session/native/library.ts", import.meta.url)

it("ONNX Runtime writes nothing into the home folder or /tmp, where it keeps what it would tell", async () => {
  const home = temporaryFolder()
  const { ORT_DISABLE_TELEMETRY: _, XDG_CACHE_HOME: __, ...environment } = process.env
  const code = `import { libraryFile, openLibrary } from ${JSON.stringify(fileURLToPath(library))}
openLibrary(libraryFile())
await new Promise((later) => setTimeout(later, 1000))
console.log(process.pid)`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", code],
    { env: { ...environment, HOME: home } },
  )
  expect(readdirSync(home)).toEqual([])
  expect(existsSync(`/tmp/mat-debug-${stdout.trim()}.log`)).toBe(false)
})
