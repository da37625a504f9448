import { fault, type Fault } from "../../../dsl/fault.ts"

/** A deflate stream can't grow more than this many times when it is unpacked (zlib's manual). */
export const MOST_GROWTH = 1032

/**
 * The most bytes that compressed voxels may take in memory. A plain file takes as much as it is long; of
 * a compressed one a few megabytes may stand for more memory than there is.
 */
const MOST_UNPACKED = 4 * 2 ** 30

/** Why compressed voxels are not unpacked: they take more memory than a volume does; undefined if they don't. */
export const unpackedFault = (shape: readonly number[], bytes: number): Fault | undefined =>
  bytes <= MOST_UNPACKED
    ? undefined
    : fault({
        what: `the header declares ${shape.join(" x ")} voxels, which take ${(bytes / 2 ** 30).toFixed(1)} GiB in memory`,
        expected: `${MOST_UNPACKED / 2 ** 30} GiB at most in a compressed file`,
        hint: "If it really is so large, crop it, or store it uncompressed.",
      })
