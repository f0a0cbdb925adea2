#include "Operations.h"

namespace harmonize {

namespace {

/// Where the foreground lies along one axis; [N, 1].
struct Stretch {
  int64_t length;
  /// The last pixel, counted from the beginning, and the first one, counted from the end.
  at::Tensor last, first;

  /// `cover` [N, length] is 1 where there is foreground; where there is none, it is taken to be everywhere.
  explicit Stretch(const at::Tensor &cover) : length(cover.size(1)) {
    const auto inside = cover.maximum(1 - cover.amax(1, true));
    const auto index = at::arange(length, inside.options());
    last = (inside * index).amax(1, true);
    first = (inside * (length - 1 - index)).amax(1, true);
  }

  /// The foreground's share of the axis.
  at::Tensor share() const { return (last + first - (length - 2)) / length; }

  /// Weights [N, 1, count, length] that interpolate `count` positions of a window with a share of the axis.
  at::Tensor weights(const at::Tensor &share, int64_t count) const {
    const auto extent = share * (length - 1);
    const auto begin = ((length - 1 + last - first - extent) / 2).clamp_min(0).minimum(length - 1 - extent);
    const auto position = begin + extent * at::linspace(0, 1, count, share.options());
    const auto distance = position.unsqueeze(2) - at::arange(length, share.options());
    return (1 - distance.abs()).relu().unsqueeze(1);
  }
};

}  // namespace

at::Tensor foregroundWindow(const at::Tensor &x, const at::Tensor &mask, double margin, int64_t height, int64_t width) {
  const auto type = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const auto inside = mask.gt(0.5).to(type);
  const Stretch rows(inside.amax({1, 3})), columns(inside.amax({1, 2}));
  const auto share = (margin * rows.share().maximum(columns.share())).clamp_max(1);
  const auto lines = at::matmul(rows.weights(share, height), x.to(type));
  const auto result = at::matmul(lines, columns.weights(share, width).transpose(2, 3)).to(x.scalar_type());
  return x.is_contiguous() ? result : result.contiguous(x.suggest_memory_format());
}

}  // namespace harmonize
