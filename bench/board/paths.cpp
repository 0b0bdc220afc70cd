// SPDX-License-Identifier: MIT
// A plugin of QEMU's translator: how often each block of code was executed after which others, in
// each call of one function, with all that it calls. To its file it writes for each call a line of
// START END, those of the others first, and a count for every such path, 0 0 for what came before
// the call, and an empty line behind all.
#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>

extern "C" {

// What is needed of QEMU's plugin interface, version 1; Debian has no header of it.
struct qemu_plugin_tb;
struct qemu_plugin_insn;
std::size_t qemu_plugin_tb_n_insns(const qemu_plugin_tb* block);
qemu_plugin_insn* qemu_plugin_tb_get_insn(const qemu_plugin_tb* block, std::size_t index);
std::uint64_t qemu_plugin_insn_vaddr(const qemu_plugin_insn* instruction);
std::size_t qemu_plugin_insn_size(const qemu_plugin_insn* instruction);
void qemu_plugin_register_vcpu_tb_trans_cb(std::uint64_t plugin,
                                           void (*translated)(std::uint64_t, qemu_plugin_tb*));
void qemu_plugin_register_vcpu_tb_exec_cb(qemu_plugin_tb* block, void (*executed)(unsigned, void*),
                                          int flags, void* data);

[[gnu::visibility("default")]] int qemu_plugin_version = 1;
}

namespace {

/// What came before a block: with two of them an instruction's operands are hardly ever older.
constexpr std::size_t depth = 2;

/// From the first instruction to behind the last, and how often it came after which others.
struct Block {
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  std::map<std::array<const Block*, depth>, std::uint64_t> counts;
};

std::map<std::pair<std::uint64_t, std::uint64_t>, Block> blocks;
const Block outside;
std::array<const Block*, depth> before;  // the oldest first
std::uint64_t function = 0;
std::uint64_t return_address = 0;  // of the call under way, or 0
std::FILE* file = nullptr;

void write(const Block& block) {
  std::fprintf(file, "%" PRIx64 " %" PRIx64 " ", block.start, block.end);
}

void write() {
  for (auto& [range, block] : blocks) {
    for (const auto& [path, count] : block.counts) {
      for (const auto* other : path) write(*other);
      write(block);
      std::fprintf(file, "%" PRIu64 "\n", count);
    }
    block.counts.clear();
  }
  std::fputc('\n', file);
  std::fflush(file);
}

void executed(unsigned /*cpu*/, void* data) {
  auto& block = *static_cast<Block*>(data);
  if (return_address == 0 && block.start == function) {
    return_address = before.back()->end;
    before.fill(&outside);
  } else if (return_address != 0 && block.start == return_address) {
    return_address = 0;
    write();
  }
  if (return_address != 0) ++block.counts[before];
  std::shift_left(before.begin(), before.end(), 1);
  before.back() = &block;
}

void translated(std::uint64_t /*plugin*/, qemu_plugin_tb* code) {
  const auto* first = qemu_plugin_tb_get_insn(code, 0);
  const auto* final = qemu_plugin_tb_get_insn(code, qemu_plugin_tb_n_insns(code) - 1);
  const std::uint64_t start = qemu_plugin_insn_vaddr(first);
  const std::uint64_t end = qemu_plugin_insn_vaddr(final) + qemu_plugin_insn_size(final);
  auto& block = blocks[{start, end}];
  block.start = start;
  block.end = end;
  qemu_plugin_register_vcpu_tb_exec_cb(code, executed, 0, &block);
}

}  // namespace

/// The arguments are function=ADDRESS and output=PATH.
extern "C" [[gnu::visibility("default")]] int qemu_plugin_install(std::uint64_t plugin,
                                                                  const void* /*info*/, int count,
                                                                  char** arguments) {
  for (int i = 0; i < count; ++i) {
    const char* value = std::strchr(arguments[i], '=') + 1;
    if (arguments[i][0] == 'f') function = std::strtoull(value, nullptr, 0);
    if (arguments[i][0] == 'o') file = std::fopen(value, "w");
  }
  if (function == 0 || file == nullptr) return 1;
  before.fill(&outside);
  qemu_plugin_register_vcpu_tb_trans_cb(plugin, translated);
  return 0;
}
