// Processes that train together: their meeting place, the connections between them, and their signs of life.
#pragma once

#include <c10/core/GradMode.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "Boundary.h"

namespace harmonize {

/// Says twice a second that this process is alive, and listens to the others.
///
/// A connection that breaks does not say whose fault it was, and one that stays silent even less; who has stopped to count does.
class Pulse {
 public:
  Pulse(const std::string &host, int32_t port, const std::string &name, int32_t rank, int32_t size);
  ~Pulse();

  /// Waits a little longer than `limit`; then the ranks, except this one, that have not counted for so long; -1 first if the meeting place does not answer either.
  std::vector<int32_t> silent(std::chrono::milliseconds limit);

 private:
  using Clock = std::chrono::steady_clock;
  struct Shared;
  // The thread may be stuck in a connection that never ends, so it owns what it uses and is not waited for.
  std::shared_ptr<Shared> shared;

  static void run(std::shared_ptr<Shared>);
};

/// The device whose address the others can reach: the one that leads to the meeting place.
std::shared_ptr<gloo::transport::Device> deviceTowards(const std::string &host, int32_t port);

}  // namespace harmonize

struct HarmonizeStore {
  c10::intrusive_ptr<c10d::TCPStore> value;
};

struct HarmonizeGroup {
  int32_t rank;
  int32_t size;
  c10::intrusive_ptr<c10d::TCPStore> store;
  /// NULL after the first failure: what the others are at is unknown then.
  c10::intrusive_ptr<c10d::ProcessGroupGloo> connections;
  std::unique_ptr<harmonize::Pulse> pulse;
};

namespace harmonize {

/// Runs `body` with the connections. If it fails, they are closed, so that the others do not wait for this process.
template <typename Body>
HarmonizeMessage together(HarmonizeGroup *group, Body &&body) noexcept {
  return guarded([&] {
    const at::AutoGradMode without(false);
    TORCH_CHECK(group->connections, "the connections were closed after an earlier failure");
    try {
      body(*group->connections);
    } catch (...) {
      group->connections.reset();
      throw;
    }
  });
}

}  // namespace harmonize
