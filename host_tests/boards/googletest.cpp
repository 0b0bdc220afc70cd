// SPDX-License-Identifier: MIT
// GoogleTest on a board with memory for it: newlib's heap, and its output to the UART.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "board.hpp"

#include <minnorm/jacobi_svd.hpp>

namespace {

TEST(OnTheBoard, SolvesExactly) {
  const Eigen::Matrix2f a{{2.0f, 0.0f}, {0.0f, 0.5f}};
  const minnorm::JacobiSVD<Eigen::Matrix2f> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
  EXPECT_EQ(svd.solve(Eigen::Vector2f(1.0f, 1.0f)), Eigen::Vector2f(0.5f, 2.0f));
}

TEST(OnTheBoard, SaysWhatIsWrong) { EXPECT_EQ(1 + 1, 3); }

alignas(std::max_align_t) unsigned char heap[256 * 1024];
std::size_t heap_used;

}  // namespace

// What newlib asks of a system. There are no files but the line.
extern "C" {

void* _sbrk(std::ptrdiff_t bytes) {
  if (heap_used + bytes > sizeof(heap)) return errno = ENOMEM, reinterpret_cast<void*>(-1);
  void* const place = heap + heap_used;
  heap_used += bytes;
  return place;
}
int _write(int, const void* bytes, std::size_t size) {
  board::write({static_cast<const std::uint8_t*>(bytes), size});
  return static_cast<int>(size);
}
int _read(int, char*, int) { return 0; }
int _open(const char*, int, int) { return -1; }
int _close(int) { return 0; }
int _lseek(int, int, int) { return 0; }
int _isatty(int) { return 1; }
int _fstat(int, struct stat* of) { return of->st_mode = S_IFCHR, 0; }
int _stat(const char*, struct stat*) { return -1; }
int _unlink(const char*) { return -1; }
int mkdir(const char*, mode_t) { return -1; }
int _getpid() { return 1; }
int _kill(int, int) { board::stop(1); }
int _gettimeofday(void*, void*) { return 0; }
[[noreturn]] void _exit(int status) { board::stop(status); }
void _fini() {}
void* __dso_handle = nullptr;
}

/// Takes GoogleTest's own flags, such as --gtest_filter=OnTheBoard.*.
int main() {
  board::start();
  static char name[] = "image";
  std::vector<char*> words{name};
  if (!board::arguments().empty()) words.clear();
  for (const char* word : board::arguments()) words.push_back(const_cast<char*>(word));
  int count = static_cast<int>(words.size());
  words.push_back(nullptr);
  testing::InitGoogleTest(&count, words.data());
  return RUN_ALL_TESTS();
}
