// Sums of gradients over processes.
#include "Functions.h"
#include "Group.h"

namespace harmonize {

namespace {

/// The gradients of a network's parameters as one row of numbers, each parameter's in its own order of memory.
struct Row {
  std::vector<at::Tensor> parameters;
  int64_t length = 0;
  at::TensorOptions options;

  /// Of those of `all` that `like` has gradients for.
  Row(const std::vector<at::Tensor> &all, const std::vector<at::Tensor> &like) {
    for (size_t i = 0; i < all.size(); ++i) {
      if (!like[i].grad().defined()) continue;
      TORCH_CHECK(like[i].is_cpu(), "processes exchange gradients on the CPU only");
      TORCH_CHECK(all[i].is_non_overlapping_and_dense(), "a parameter is not dense");
      parameters.push_back(all[i]);
      length += all[i].numel();
    }
    if (!parameters.empty()) options = parameters[0].options().requires_grad(false);
  }

  /// The place of each parameter in a row, with its sizes and strides.
  template <typename Body>
  void each(const at::Tensor &row, Body &&body) const {
    int64_t place = 0;
    for (size_t i = 0; i < parameters.size(); ++i) {
      const auto &parameter = parameters[i];
      body(i, row.narrow(0, place, parameter.numel()).as_strided(
        parameter.sizes(), parameter.strides(), row.storage_offset() + place));
      place += parameter.numel();
    }
  }

  /// Writes the gradients of `from`, of which there must be as many, into a row.
  void read(const std::vector<at::Tensor> &from, const at::Tensor &row) const {
    std::vector<at::Tensor> gradients;
    for (const auto &tensor : from)
      if (tensor.grad().defined()) gradients.push_back(tensor.grad());
    TORCH_CHECK(gradients.size() == parameters.size(), "the parts have gradients for other parameters");
    each(row, [&](size_t i, const at::Tensor &place) { place.copy_(gradients[i]); });
  }

  /// Makes the row the parameters' gradients.
  void write(const at::Tensor &row) const {
    each(row, [&](size_t i, const at::Tensor &place) {
      auto &gradient = parameters[i].mutable_grad();
      if (gradient.defined()) gradient.copy_(place);
      else gradient = at::empty_strided(place.sizes(), place.strides(), place.options()).copy_(place);
    });
  }
};

}  // namespace

HarmonizeMessage groupSumGradients(HarmonizeGroup *group, HarmonizeTensor *const *tensors, int64_t count) {
  return together(group, [&](auto &connections) {
    const auto values = unwrap(tensors, count);
    const Row row(values, values);
    if (row.length == 0) return;
    std::vector<at::Tensor> sums{at::empty({row.length}, row.options)};
    row.read(values, sums[0]);
    connections.allreduce(sums)->wait();
    row.write(sums[0]);
  });
}

HarmonizeMessage groupCollectGradients(
  HarmonizeGroup *group, HarmonizeTensor *const *targets, HarmonizeTensor *const *sources, int64_t count,
  int64_t parts) {
  return together(group, [&](auto &connections) {
    const auto values = unwrap(targets, count);
    const auto first = unwrap(sources, count);
    const Row row(values, first);
    if (row.length == 0) return;
    // Each process adds up one section of the row, of all parts of all processes in their order, and gives it to all: as
    // much to send as for an all-reduce, with the sums of one process that computes all parts.
    const int64_t size = group->size, section = (row.length + size - 1) / size;
    auto sent = at::zeros({size, parts, section}, row.options);
    const auto buffer = at::zeros({size * section}, row.options);
    for (int64_t part = 0; part < parts; ++part) {
      const auto replica = unwrap(sources + part * count, count);
      row.read(replica, buffer);
      sent.select(1, part).copy_(buffer.view({size, section}));
      for (const auto &tensor : replica) tensor.mutable_grad().reset();
    }
    auto received = at::empty_like(sent);
    std::vector<int64_t> equal, alike;
    connections.alltoall_base(received, sent, equal, alike, {})->wait();
    auto rows = received.view({size * parts, section});
    at::Tensor sum = rows[0];
    int64_t next = 1;
    if (Row(values, values).length == row.length) {  // Gradients of an earlier batch come first.
      row.read(values, buffer);
      sum = buffer.narrow(0, group->rank * section, section).clone();
      next = 0;
    }
    for (; next < size * parts; ++next) sum.add_(rows[next]);
    sum = sum.contiguous();
    auto all = buffer;
    connections._allgather_base(all, sum)->wait();
    row.write(all.narrow(0, 0, row.length));
  });
}

}  // namespace harmonize
