import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { stageProcess } from "../../../runtime/processes/ownProcess.ts"

const script = fileURLToPath(new URL("keeping.ts", import.meta.url))

const told = (environment: Readonly<Record<string, string>>): unknown => {
  const options = {
    encoding: "utf8",
    env: { ...process.env, ...environment },
    timeout: 50_000,
  } as const
  return JSON.parse(spawnSync(process.execPath, [script], options).stdout)
}

it.runIf(process.platform === "linux")(
  "a stage's process keeps freed memory, and computes the same without ONNX Runtime's arena",
  () => {
    const [plain, keeping] = [told({}), told(stageProcess().environment)]
    expect(plain).toMatchObject({ keeps: false })
    expect(keeping).toEqual({ ...Object(plain), keeps: true })
  },
)
