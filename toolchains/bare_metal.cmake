# SPDX-License-Identifier: MIT
# What GCC needs to hear on every bare-metal target. The toolchain file sets MINNORM_PREFIX (as in <prefix>-g++),
# MINNORM_PACKAGES (Debian's) and, if need be, MINNORM_ARCH_FLAGS before, MINNORM_CPU names a file of cpu/.

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MINNORM_CPU)

find_program(MINNORM_CXX ${MINNORM_PREFIX}-g++)
mark_as_advanced(MINNORM_CXX)
if(NOT MINNORM_CXX)
  message(FATAL_ERROR "${MINNORM_PREFIX}-g++ was not found: apt-get install ${MINNORM_PACKAGES}.")
endif()
set(CMAKE_CXX_COMPILER ${MINNORM_CXX})
string(REGEX REPLACE "g\\+\\+$" "gcc" CMAKE_C_COMPILER ${MINNORM_CXX})

include(${CMAKE_CURRENT_LIST_DIR}/cpu/${MINNORM_CPU}.cmake)

# -nostdlib leaves out the libraries' start-up code, exit handlers and system calls: what would need them fails to link.
# -fno-use-cxa-atexit: an image never exits, so nothing registers destructors.
# -fno-math-errno: a square root is the instruction, without a call for the sake of errno.
# -Wno-psabi: the library is header-only, so that no caller was built by another GCC.
set(minnorm_flags ${MINNORM_CPU_FLAGS} ${MINNORM_ARCH_FLAGS})
set(minnorm_code_flags
  -fno-unwind-tables -fno-asynchronous-unwind-tables
  -ffunction-sections -fdata-sections -fno-math-errno -Wno-psabi)
string(JOIN " " CMAKE_CXX_FLAGS_INIT ${minnorm_flags} -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-use-cxa-atexit
  ${minnorm_code_flags})
string(JOIN " " CMAKE_C_FLAGS_INIT ${minnorm_flags} ${minnorm_code_flags})
string(JOIN " " CMAKE_ASM_FLAGS_INIT ${minnorm_flags})
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostdlib -static -Wl,--gc-sections")
set(CMAKE_C_STANDARD_LIBRARIES "-Wl,--start-group -lc -lm -lgcc -Wl,--end-group")
set(CMAKE_CXX_STANDARD_LIBRARIES "${CMAKE_C_STANDARD_LIBRARIES}")
