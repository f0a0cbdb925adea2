// Making tensors, asking what they are, copying them.
#include <c10/core/GradMode.h>

#include "Functions.h"

namespace harmonize {

static at::Tensor inFormat(const at::Tensor &tensor, int32_t format) {
  if (format == HARMONIZE_CHANNELS_LAST && tensor.dim() != 4) return tensor;
  return format == HARMONIZE_PRESERVE ? tensor : tensor.contiguous(*memoryFormat(format));
}

HarmonizeMessage tensorFromBytes(
  const void *bytes, size_t length, const int64_t *sizes, int32_t rank, HarmonizeOptions place,
  HarmonizeTensor **result) {
  return returning(result, [&] {
    auto tensor = at::empty({sizes, static_cast<size_t>(rank)}, at::TensorOptions(scalarType(place.dtype)));
    TORCH_CHECK(tensor.nbytes() == length, "the shape takes ", tensor.nbytes(), " bytes, not ", length);
    if (length) memcpy(tensor.mutable_data_ptr(), bytes, length);
    return inFormat(tensor, place.memory_format).to(device(place.device, place.device_index));
  });
}

HarmonizeMessage tensorFull(
  const int64_t *sizes, int32_t rank, double value, HarmonizeOptions place, HarmonizeTensor **result) {
  return returning(result, [&] {
    auto tensor = at::full({sizes, static_cast<size_t>(rank)}, value, options(place));
    return inFormat(tensor, place.memory_format);
  });
}

void tensorFree(HarmonizeTensor *tensor) { delete tensor; }

HarmonizeMessage tensorInfo(HarmonizeTensor *tensor, HarmonizeInfo *info) {
  return guarded([&] {
    const auto &value = unwrap(tensor);
    TORCH_CHECK(value.dim() <= 8, "tensors have at most 8 axes, this one has ", value.dim());
    *info = {};
    info->dtype = dtypeCode(value.scalar_type());
    info->device = value.is_cuda() ? HARMONIZE_CUDA : value.is_mps() ? HARMONIZE_MPS : HARMONIZE_CPU;
    info->device_index = value.is_cuda() ? value.get_device() : 0;
    info->rank = static_cast<int32_t>(value.dim());
    for (int64_t axis = 0; axis < value.dim(); ++axis) {
      info->sizes[axis] = value.size(axis);
      info->strides[axis] = value.stride(axis);
    }
    info->count = value.numel();
    info->requires_gradient = value.requires_grad();
    info->channels_last = value.dim() == 4 && value.is_contiguous(at::MemoryFormat::ChannelsLast);
  });
}

HarmonizeMessage tensorCopyBytes(HarmonizeTensor *tensor, int32_t dtype, void *bytes, size_t length) {
  return guarded([&] {
    auto source = unwrap(tensor).detach();
    auto target = at::empty(source.sizes(), at::TensorOptions(scalarType(dtype)));
    TORCH_CHECK(target.nbytes() == length, "the tensor takes ", target.nbytes(), " bytes, not ", length);
    target = source.to(at::kCPU, target.scalar_type()).contiguous();
    if (length) memcpy(bytes, target.const_data_ptr(), length);
  });
}

HarmonizeMessage tensorTo(HarmonizeTensor *tensor, HarmonizeOptions place, HarmonizeTensor **result) {
  return returning(result, [&] {
    const auto moved = unwrap(tensor).to(device(place.device, place.device_index), scalarType(place.dtype));
    return inFormat(moved, place.memory_format);
  });
}

HarmonizeMessage tensorClone(HarmonizeTensor *tensor, HarmonizeTensor **result) {
  return returning(result, [&] { return unwrap(tensor).clone(); });
}

HarmonizeMessage tensorDetach(HarmonizeTensor *tensor, HarmonizeTensor **result) {
  return returning(result, [&] { return unwrap(tensor).detach(); });
}

HarmonizeMessage tensorCopy(HarmonizeTensor *target, HarmonizeTensor *source) {
  return guarded([&] {
    const at::AutoGradMode without(false);
    TORCH_CHECK(
      unwrap(target).sizes() == unwrap(source).sizes(), "a tensor of ", unwrap(source).sizes(), " does not fill one of ",
      unwrap(target).sizes());
    unwrap(target).copy_(unwrap(source));
  });
}

HarmonizeMessage tensorFill(HarmonizeTensor *target, double value) {
  return guarded([&] {
    const at::AutoGradMode without(false);
    unwrap(target).fill_(value);
  });
}

}  // namespace harmonize
