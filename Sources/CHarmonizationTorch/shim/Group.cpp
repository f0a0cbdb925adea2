// Meeting, and exchanging tensors.
#include "Group.h"

#include <unistd.h>

#include "Functions.h"

namespace harmonize {

HarmonizeMessage storeServe(int32_t *port, HarmonizeStore **result) {
  return guarded([&] {
    c10d::TCPStoreOptions options;
    options.port = 0;
    options.isServer = true;
    options.waitWorkers = false;
    auto store = c10::make_intrusive<c10d::TCPStore>("127.0.0.1", options);
    *port = store->getPort();
    *result = new HarmonizeStore{std::move(store)};
  });
}

void storeFree(HarmonizeStore *store) { delete store; }

/// Waits until all have come to the store; names those who have not.
static void waitForAll(c10d::TCPStore &store, const HarmonizeMeeting &meeting, std::chrono::milliseconds timeout) {
  std::vector<std::string> keys;
  for (int32_t rank = 0; rank < meeting.size; ++rank)
    keys.push_back(std::string(meeting.name) + "/member/" + std::to_string(rank));
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  store.set(keys[meeting.rank], std::vector<uint8_t>(host, host + strlen(host)));
  try {
    store.wait(keys, timeout);
  } catch (const c10::Error &) {
    std::string missing;
    for (int32_t rank = 0; rank < meeting.size; ++rank)
      if (!store.check({keys[rank]})) missing += (missing.empty() ? "" : ", ") + std::to_string(rank);
    TORCH_CHECK(
      false, "of ", meeting.size, " processes, rank ", missing, " did not come to ", meeting.host, ":", meeting.port,
      " within ", timeout.count() / 1000, " s");
  }
}

HarmonizeMessage groupJoin(HarmonizeMeeting meeting, HarmonizeGroup **result) {
  return guarded([&] {
    const std::chrono::milliseconds timeout(meeting.timeout);
    c10d::TCPStoreOptions options;
    options.port = static_cast<uint16_t>(meeting.port);
    options.isServer = meeting.serves;
    options.waitWorkers = false;
    options.timeout = timeout;
    auto group = std::make_unique<HarmonizeGroup>();
    group->rank = meeting.rank;
    group->size = meeting.size;
    group->store = c10::make_intrusive<c10d::TCPStore>(meeting.host, options);
    group->pulse =
      std::make_unique<Pulse>(meeting.host, meeting.port, meeting.name, meeting.rank, meeting.size);
    waitForAll(*group->store, meeting, timeout);
    auto settings = c10d::ProcessGroupGloo::Options::create(timeout);
    // The variable by which c10d's users name a network interface.
    const char *interface = getenv("GLOO_SOCKET_IFNAME");
    settings->devices.push_back(
      interface && *interface ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
                              : deviceTowards(meeting.host, meeting.port));
    auto prefixed = c10::make_intrusive<c10d::PrefixStore>(std::string(meeting.name) + "/gloo", group->store);
    group->connections =
      c10::make_intrusive<c10d::ProcessGroupGloo>(prefixed, meeting.rank, meeting.size, settings);
    *result = group.release();
  });
}

void groupFree(HarmonizeGroup *group) { delete group; }

HarmonizeMessage groupSilent(HarmonizeGroup *group, int64_t milliseconds, int32_t *ranks, int32_t *count) {
  return guarded([&] {
    const auto silent = group->pulse->silent(std::chrono::milliseconds(milliseconds));
    for (size_t i = 0; i < silent.size(); ++i) ranks[i] = silent[i];
    *count = static_cast<int32_t>(silent.size());
  });
}

static at::Tensor onCPU(const at::Tensor &tensor) {
  TORCH_CHECK(tensor.is_cpu(), "processes exchange tensors on the CPU only, this one is on ", tensor.device());
  return tensor.detach().contiguous();
}

/// All elements one after the other, in C order.
static at::Tensor flat(const std::vector<at::Tensor> &tensors) {
  std::vector<at::Tensor> parts;
  for (const auto &tensor : tensors) {
    parts.push_back(onCPU(tensor).reshape({-1}));
    TORCH_CHECK(tensor.scalar_type() == tensors[0].scalar_type(), "the tensors differ in type");
  }
  return at::cat(parts);
}

HarmonizeMessage groupBarrier(HarmonizeGroup *group) {
  return together(group, [&](auto &connections) { connections.monitoredBarrier({}, /*waitAllRanks=*/true); });
}

HarmonizeMessage groupBroadcast(HarmonizeGroup *group, HarmonizeTensor *const *tensors, int64_t count, int32_t root) {
  return together(group, [&](auto &connections) {
    for (auto &tensor : unwrap(tensors, count)) {
      std::vector<at::Tensor> sent{onCPU(tensor)};
      c10d::BroadcastOptions options;
      options.rootRank = root;
      connections.broadcast(sent, options)->wait();
      if (group->rank != root) tensor.copy_(sent[0]);
    }
  });
}

HarmonizeMessage groupAllGather(
  HarmonizeGroup *group, HarmonizeTensor *const *sources, int64_t count, HarmonizeTensor *const *targets) {
  return together(group, [&](auto &connections) {
    if (count == 0) return;
    auto sent = flat(unwrap(sources, count));
    auto all = at::empty({group->size * sent.numel()}, sent.options());
    connections._allgather_base(all, sent)->wait();
    int64_t place = 0;
    for (auto &target : unwrap(targets, count * group->size)) {
      target.copy_(all.narrow(0, place, target.numel()).view(target.sizes()));
      place += target.numel();
    }
  });
}

}  // namespace harmonize
