/** Which memory ran out: the machine's, or that of an accelerator. */
export type Exhausted = "machine" | "device"

/**
 * What programs say when an allocation fails: the C++ library and ONNX Runtime, V8's buffers and its
 * heap, the C library, Node's threads, TensorFlow, CUDA, XLA.
 */
const words =
  /std::bad_alloc|Failed to allocate memory|Array buffer allocation failed|JavaScript heap out of memory|process out of memory|Cannot allocate memory|\bENOMEM\b|ERR_WORKER_OUT_OF_MEMORY|OOM when allocating|(?:CUDA|cudaError|webgpu|dawn).{0,80}(?:out of memory|OUT_OF_MEMORY|MemoryAllocation)|RESOURCE_EXHAUSTED: .{0,80}out of memory.{0,80}/i

const ofDevice = /cuda|webgpu|dawn/i

/** Which memory a text says to have run out; null if it says nothing of that kind. */
export const exhaustedIn = (text: string): Exhausted | null => {
  const [found] = words.exec(text) ?? []
  if (found === undefined) return null
  return ofDevice.test(found) ? "device" : "machine"
}
