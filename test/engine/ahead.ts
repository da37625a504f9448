import { readFileSync } from "node:fs"
import { join } from "node:path"
import { addressOf, structOf, wordsOf } from "../../runtime/engine/session/pjrt/memory.ts"
import { compileOptions, namedValues } from "../../runtime/engine/session/pjrt/options.ts"
import type { Plugin } from "../../runtime/engine/session/pjrt/plugin.ts"

/** Path of xla_cuda_plugin.so, beside the packages nvidia-cuda-nvcc and nvidia-nvvm, as .ci/run installs it. */
export const cudaPlugin = process.env["ABLATE_TEST_XLA_CUDA"]

/** What a test's name says where there is no plugin. */
export const whyNotAhead =
  cudaPlugin === undefined ? " (skipped: no plugin of XLA for CUDA, see ABLATE_TEST_XLA_CUDA)" : ""

const h200 = readFileSync(join(import.meta.dirname, "h200.txtpb"), "utf8")

/**
 * Autotuning needs the GPU itself. Without it, what is left of XLA's own kernels for products where sums
 * in parts are excluded fits no thin product; cuBLAS takes them all.
 */
const flags = {
  xla_gpu_exclude_nondeterministic_ops: true,
  xla_gpu_autotune_level: 0,
  xla_gpu_enable_triton_gemm: false,
}

/**
 * Compiles StableHLO for an H200 that is not here: the optimised program (HloModuleProtoWithConfig), and
 * bytes of its temporaries.
 */
export const compiledAhead = async (
  plugin: Plugin,
  text: string,
): Promise<{ readonly program: Uint8Array; readonly temporary: number }> => {
  const { words, count, keep } = namedValues({ target_config: h200, topology: "1x1x1" })
  const told = plugin.call("TopologyDescription_Create", { options: addressOf(words), count })
  const topology = told("topology")
  const [code, format] = [text, "mlir"].map((each) => new TextEncoder().encode(each))
  const given = structOf([addressOf(code!), code!.length, addressOf(format!), format!.length])
  const options = compileOptions(flags)
  const compiled = await plugin.callAsync(
    "Compile",
    {
      topology,
      program: addressOf(given),
      options: addressOf(options),
      optionsSize: options.length,
    },
    [keep, code, format, given, options],
  )
  const executable = compiled("executable")
  const stats = plugin.call("Executable_GetCompiledMemoryStats", { executable })
  // PJRT_Program: asked twice, for the size of its code and for the code.
  const optimised = wordsOf([6 * 8, 0, 0, 0, 0, 0])
  const ask = () =>
    plugin.call("Executable_OptimizedProgram", { executable, program: addressOf(optimised) })
  ask()
  const program = new Uint8Array(Number(optimised[3]))
  optimised[2] = addressOf(program)
  ask()
  plugin.call("Executable_Destroy", { executable })
  plugin.call("TopologyDescription_Destroy", { topology })
  return { program, temporary: Number(stats("temporary")) }
}
