import { homedir } from "node:os"
import { delimiter, dirname, join, resolve } from "node:path"
import { Effect, FileSystem, Schema } from "effect"
import type { Environment } from "../files/environment.ts"

/** A driver that the Vulkan loader finds. */
export interface VulkanDriver {
  /** Its manifest. */
  readonly file: string
  readonly library: string
}

const Manifest = Schema.fromJsonString(
  Schema.Struct({ ICD: Schema.Struct({ library_path: Schema.String }) }),
)

const listed = (value: string | undefined): readonly string[] =>
  (value ?? "").split(delimiter).filter((path) => path !== "")

/**
 * Where the loader of Linux looks for manifests (Vulkan-Loader, "Driver Discovery on Linux"): files or
 * folders that the environment names, else the usual folders.
 */
export const manifestPlaces = (environment: Environment, home: string): readonly string[] => {
  const named = listed(environment["VK_DRIVER_FILES"] ?? environment["VK_ICD_FILENAMES"])
  if (named.length > 0) return named
  const parents = [
    environment["XDG_CONFIG_HOME"] ?? join(home, ".config"),
    ...listed(environment["XDG_CONFIG_DIRS"] ?? "/etc/xdg"),
    "/usr/local/etc",
    "/etc",
    environment["XDG_DATA_HOME"] ?? join(home, ".local/share"),
    ...listed(environment["XDG_DATA_DIRS"] ?? "/usr/local/share:/usr/share"),
  ]
  return [
    ...listed(environment["VK_ADD_DRIVER_FILES"]),
    ...new Set(parents.map((parent) => join(parent, "vulkan/icd.d"))),
  ]
}

/** A manifest's driver; none where the manifest cannot be read: the loader skips those too. */
const driverOf = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const { ICD } = yield* fs.readFileString(file).pipe(Effect.flatMap(Schema.decodeEffect(Manifest)))
  const { library_path: path } = ICD
  return { file, library: path.includes("/") ? resolve(dirname(file), path) : path }
})

/** The Vulkan drivers that are installed on Linux. */
export const vulkanDrivers = Effect.fn("vulkanDrivers")(function* (
  environment: Environment,
): Effect.fn.Return<readonly VulkanDriver[], never, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const files = yield* Effect.forEach(manifestPlaces(environment, homedir()), (place) =>
    place.endsWith(".json")
      ? Effect.succeed([place])
      : fs.readDirectory(place).pipe(
          Effect.map((names) =>
            names
              .filter((name) => name.endsWith(".json"))
              .toSorted()
              .map((name) => join(place, name)),
          ),
          Effect.orElseSucceed((): readonly string[] => []),
        ),
  )
  const drivers = yield* Effect.forEach(files.flat(), (file) =>
    driverOf(file).pipe(
      Effect.map((driver): readonly VulkanDriver[] => [driver]),
      Effect.orElseSucceed((): readonly VulkanDriver[] => []),
    ),
  )
  return drivers.flat()
})
