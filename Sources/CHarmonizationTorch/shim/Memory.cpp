// A cache of large CPU blocks. A training step allocates the same gigabytes every time; given back to the system, each
// page would be cleared and mapped anew in every step, which costs more than the elementwise operations themselves.
#include <c10/core/CPUAllocator.h>

#include <map>
#include <mutex>
#include <unordered_map>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "Functions.h"

namespace harmonize {

namespace {

/// Smaller blocks are left to libtorch's own allocator.
constexpr size_t smallest = 256 << 10;
constexpr size_t hugePage = 2 << 20;

/// Rounded up to an eighth of its power of two, so that nearly equal requests share blocks.
size_t rounded(size_t bytes) {
  size_t step = smallest / 8;
  while (step * 16 <= bytes) step *= 2;
  return (bytes + step - 1) / step * step;
}

class BlockCache final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    if (bytes < smallest || limit_ == 0) return c10::GetDefaultCPUAllocator()->allocate(bytes);
    void *block = take(bytes);
    return {block, block, &BlockCache::release, c10::Device(c10::kCPU)};
  }

  /// What raw_deallocate calls; it gets small blocks, too, which are libtorch's own.
  c10::DeleterFnPtr raw_deleter() const override { return &BlockCache::releaseAny; }

  void copy_data(void *target, const void *source, size_t bytes) const override { memcpy(target, source, bytes); }

  void setLimit(size_t bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    limit_ = bytes;
    trim();
  }

  size_t cached() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return cached_;
  }

  static BlockCache &shared() {
    static auto *cache = new BlockCache();  // never destroyed: tensors may outlive static destruction
    return *cache;
  }

 private:
  void *take(size_t bytes) {
    const auto size = rounded(bytes);
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (auto found = free_.find(size); found != free_.end()) {
        void *block = found->second;
        free_.erase(found);
        cached_ -= size;
        used_[block] = size;
        return block;
      }
    }
    void *block = nullptr;
    const auto alignment = size >= hugePage ? hugePage : size_t(4096);
    TORCH_CHECK(posix_memalign(&block, alignment, size) == 0, "no memory for a tensor of ", bytes, " bytes");
#if defined(__linux__)
    if (size >= hugePage) madvise(block, size, MADV_HUGEPAGE);
#endif
    const std::lock_guard<std::mutex> lock(mutex_);
    used_[block] = size;
    return block;
  }

  static void releaseAny(void *block) {
    if (shared().owns(block)) return release(block);
    c10::GetDefaultCPUAllocator()->raw_deallocate(block);
  }

  bool owns(void *block) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return used_.count(block) > 0;
  }

  static void release(void *block) {
    auto &cache = shared();
    const std::lock_guard<std::mutex> lock(cache.mutex_);
    const auto found = cache.used_.find(block);
    const auto size = found->second;
    cache.used_.erase(found);
    cache.free_.emplace(size, block);
    cache.cached_ += size;
    cache.trim();
  }

  /// The largest go first: they are the least likely to be asked for again.
  void trim() {
    while (cached_ > limit_) {
      const auto last = std::prev(free_.end());
      cached_ -= last->first;
      free(last->second);
      free_.erase(last);
    }
  }

  std::mutex mutex_;
  std::multimap<size_t, void *> free_;
  std::unordered_map<void *, size_t> used_;
  size_t cached_ = 0;
  size_t limit_ = 0;
};

}  // namespace

HarmonizeMessage setMemoryCache(int64_t bytes) {
  return guarded([&] {
    auto &cache = BlockCache::shared();
    cache.setLimit(bytes < 0 ? size_t(4) << 30 : static_cast<size_t>(bytes));
    if (bytes != 0) c10::SetCPUAllocator(&cache, /*priority=*/1);
  });
}

int64_t memoryCached() { return static_cast<int64_t>(BlockCache::shared().cached()); }

}  // namespace harmonize
