# SPDX-License-Identifier: MIT
# Writes OUTPUT, which defines the build id of SOURCES (relative names, sorted): the first 12 hexadecimal digits of what
# `sha256sum SOURCES | sha256sum` prints.

set(sums "")
foreach(source IN LISTS SOURCES)
  file(SHA256 ${source} sum)
  string(APPEND sums "${sum}  ${source}\n")
endforeach()
string(SHA256 build_id "${sums}")
string(SUBSTRING ${build_id} 0 12 build_id)
file(WRITE ${OUTPUT} "#include \"build_id.hpp\"

namespace firmware {
constinit const std::string_view build_id = \"${build_id}\";
}
")
