// Signs of life, and the address that others can reach.
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "Group.h"

namespace harmonize {

struct Pulse::Shared {
  c10::intrusive_ptr<c10d::TCPStore> store;
  std::vector<std::string> keys;
  int32_t rank = 0;
  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;
  std::vector<std::vector<uint8_t>> counts;
  std::vector<Clock::time_point> heard;
  Clock::time_point answered = Clock::now();
};

static c10d::TCPStoreOptions client(int32_t port) {
  c10d::TCPStoreOptions options;
  options.port = static_cast<uint16_t>(port);
  options.waitWorkers = false;
  options.timeout = std::chrono::seconds(10);
  return options;
}

Pulse::Pulse(const std::string &host, int32_t port, const std::string &name, int32_t rank, int32_t size)
    : shared(std::make_shared<Shared>()) {
  shared->store = c10::make_intrusive<c10d::TCPStore>(host, client(port));
  shared->rank = rank;
  for (int32_t other = 0; other < size; ++other) shared->keys.push_back(name + "/pulse/" + std::to_string(other));
  shared->counts.resize(size);
  shared->heard.assign(size, Clock::now());
  shared->store->add(shared->keys[rank], 1);
  std::thread(run, shared).detach();
}

Pulse::~Pulse() {
  const std::lock_guard<std::mutex> lock(shared->mutex);
  shared->ended = true;
  shared->changed.notify_all();
}

void Pulse::run(std::shared_ptr<Shared> shared) {
  std::unique_lock<std::mutex> lock(shared->mutex);
  while (!shared->ended) {
    lock.unlock();
    std::vector<std::vector<uint8_t>> counts;
    try {
      shared->store->add(shared->keys[shared->rank], 1);
      // Only those that exist: asking for another one would wait for it.
      for (const auto &key : shared->keys)
        counts.push_back(shared->store->check({key}) ? shared->store->get(key) : std::vector<uint8_t>());
    } catch (...) {
      return;  // The meeting place is gone: it has not answered since.
    }
    lock.lock();
    shared->answered = Clock::now();
    for (size_t other = 0; other < counts.size(); ++other)
      if (counts[other] != shared->counts[other]) shared->heard[other] = shared->answered;
    shared->counts = std::move(counts);
    shared->changed.wait_for(lock, std::chrono::milliseconds(500), [&] { return shared->ended; });
  }
}

std::vector<int32_t> Pulse::silent(std::chrono::milliseconds limit) {
  // Longer than that, since what was heard last may have been said a while before.
  std::this_thread::sleep_for(limit + std::chrono::seconds(2));
  const std::lock_guard<std::mutex> lock(shared->mutex);
  std::vector<int32_t> ranks;
  const auto now = Clock::now();
  // Then nothing is known of the others.
  if (now - shared->answered > limit) return {-1};
  for (size_t other = 0; other < shared->heard.size(); ++other)
    if (static_cast<int32_t>(other) != shared->rank && now - shared->heard[other] > limit)
      ranks.push_back(static_cast<int32_t>(other));
  return ranks;
}

static std::string text(const sockaddr *address, socklen_t length) {
  char name[NI_MAXHOST] = "";
  getnameinfo(address, length, name, sizeof name, nullptr, 0, NI_NUMERICHOST);
  return name;
}

/// The address of this machine from which a packet to `host` would go; empty if there is none.
static std::string addressTowards(const std::string &host, int32_t port) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_DGRAM;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found)) return "";
  std::string result;
  for (auto *each = found; each && result.empty(); each = each->ai_next) {
    const int handle = socket(each->ai_family, each->ai_socktype, 0);
    if (handle < 0) continue;
    sockaddr_storage own{};
    socklen_t length = sizeof own;
    auto *address = reinterpret_cast<sockaddr *>(&own);
    if (!connect(handle, each->ai_addr, each->ai_addrlen) && !getsockname(handle, address, &length))
      result = text(address, length);
    close(handle);
  }
  freeaddrinfo(found);
  return result;
}

static bool isLoopback(const std::string &address) { return address == "::1" || address.rfind("127.", 0) == 0; }

/// The first address of this machine that is not its loopback's.
static std::string outerAddress() {
  ifaddrs *all = nullptr;
  if (getifaddrs(&all)) return "";
  std::string result;
  for (auto *each = all; each && result.empty(); each = each->ifa_next)
    if (each->ifa_addr && each->ifa_addr->sa_family == AF_INET && (each->ifa_flags & IFF_UP)
        && !(each->ifa_flags & IFF_LOOPBACK))
      result = text(each->ifa_addr, sizeof(sockaddr_in));
  freeifaddrs(all);
  return result;
}

std::shared_ptr<gloo::transport::Device> deviceTowards(const std::string &host, int32_t port) {
  auto address = addressTowards(host, port);
  // Debian gives a machine's own name an address of the loopback, which no other machine reaches.
  if (isLoopback(address) && !isLoopback(host) && host != "localhost")
    if (const auto outer = outerAddress(); !outer.empty()) address = outer;
  return address.empty() ? c10d::ProcessGroupGloo::createDefaultDevice()
                         : c10d::ProcessGroupGloo::createDeviceForHostname(address);
}

}  // namespace harmonize
