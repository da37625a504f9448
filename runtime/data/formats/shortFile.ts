import { fault, type Fault } from "../../../dsl/fault.ts"
import { knownFormat } from "../../files/foreignFormat.ts"

/** What to do about a file that is cut off or damaged. */
export const COPY_AGAIN = "Copy or download it again."

/**
 * What to say of a file of voxels, apart from its header, that holds fewer bytes than these say or others: what
 * it is, where its first bytes tell.
 */
export const voxelFileFault = (what: string, head: Uint8Array, expected?: string): Fault => {
  const foreign = knownFormat(head)
  return foreign === undefined
    ? fault({ what, expected, hint: COPY_AGAIN })
    : fault({
        what: `the file of the voxels is ${foreign.what}`,
        expected,
        hint: foreign.hint ?? COPY_AGAIN,
      })
}
