import { Result } from "effect"
import { Rejected } from "./error.ts"

/** Where a file is put, and whether that is another server than the API's. */
export interface ArtifactPlace {
  readonly url: string
  readonly isForeign: boolean
}

const encoded = (path: string): string => path.split("/").map(encodeURIComponent).join("/")

/**
 * The address of a file below a run's artifact root: through the server's own proxy
 * (`mlflow-artifacts:`), or at an address over HTTP. Other roots (s3, gs, folders of the server) are
 * refused with what to do.
 */
export const artifactPlace = (
  uri: string,
  root: string | undefined,
  path: string,
): Result.Result<ArtifactPlace, Rejected> => {
  const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(root ?? "")?.[1]
  if (proxied !== undefined)
    return Result.succeed({
      url: `${uri}/api/2.0/mlflow-artifacts/artifacts/${encoded(`${proxied}/${path}`)}`,
      isForeign: false,
    })
  if (root !== undefined && /^https?:\/\//.test(root) && URL.canParse(root))
    return Result.succeed({
      url: `${root.replace(/\/+$/, "")}/${encoded(path)}`,
      isForeign: new URL(root).origin !== new URL(uri).origin,
    })
  return Result.fail(
    new Rejected({
      code: "ARTIFACTS",
      reason:
        root === undefined
          ? "the server does not say where it keeps artifacts"
          : `the server keeps artifacts at ${root}, which ablate does not write to: start it with --serve-artifacts and --artifacts-destination ${root}, or copy the report's folder there`,
    }),
  )
}
