// Codes of the interface <-> libtorch's types.
#include "Boundary.h"

namespace harmonize {

static constexpr at::ScalarType scalarTypes[] = {
  at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt, at::kByte, at::kBool};

at::ScalarType scalarType(int32_t dtype) {
  TORCH_CHECK(dtype >= 0 && dtype <= HARMONIZE_BOOL, "unknown element type ", dtype);
  return scalarTypes[dtype];
}

int32_t dtypeCode(at::ScalarType type) {
  for (int32_t code = 0; code <= HARMONIZE_BOOL; ++code)
    if (scalarTypes[code] == type) return code;
  TORCH_CHECK(false, "unsupported element type ", type);
}

at::Device device(int32_t kind, int32_t index) {
  switch (kind) {
    case HARMONIZE_CPU: return at::Device(at::kCPU);
    case HARMONIZE_CUDA: return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
    case HARMONIZE_MPS: return at::Device(at::kMPS);
    default: TORCH_CHECK(false, "unknown kind of device ", kind);
  }
}

at::TensorOptions options(const HarmonizeOptions &options) {
  return at::TensorOptions(scalarType(options.dtype)).device(device(options.device, options.device_index));
}

std::optional<at::MemoryFormat> memoryFormat(int32_t format) {
  switch (format) {
    case HARMONIZE_PRESERVE: return at::MemoryFormat::Preserve;
    case HARMONIZE_CONTIGUOUS: return at::MemoryFormat::Contiguous;
    case HARMONIZE_CHANNELS_LAST: return at::MemoryFormat::ChannelsLast;
    default: TORCH_CHECK(false, "unknown memory format ", format);
  }
}

}  // namespace harmonize
