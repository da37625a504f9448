import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const inPackage = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^ablate$/, replacement: inPackage("dsl/index.ts") },
      { find: /^ablate\/implement$/, replacement: inPackage("runtime/implement/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
  },
})
