# SPDX-License-Identifier: MIT
# minnorm::c, the C API, compiled from minnorm_c_source as what links it is compiled, with minnorm_c_include on its path.
if(NOT TARGET minnorm_c)
  add_library(minnorm_c STATIC EXCLUDE_FROM_ALL ${minnorm_c_source})
  add_library(minnorm::c ALIAS minnorm_c)
  target_include_directories(minnorm_c PUBLIC ${minnorm_c_include})
  target_compile_features(minnorm_c PRIVATE cxx_std_17)
  if(NOT WIN32)
    target_link_libraries(minnorm_c PUBLIC m)  # what links it may be in C alone
  endif()
  target_compile_options(minnorm_c PRIVATE
    $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang,ARMClang>:-ffp-contract=off;-fno-math-errno;-fno-exceptions;-fno-rtti>)
endif()
