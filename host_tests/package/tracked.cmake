# SPDX-License-Identifier: MIT
# tracked(<archive>): what git keeps of ROOT, as it is now; SKIPPED where there is no git or no repository.
function(tracked archive)
  find_program(git git)
  if(NOT git OR NOT EXISTS ${ROOT}/.git)
    message("SKIPPED: without git there is no list of what belongs to the source.")
    set(skipped TRUE PARENT_SCOPE)
    return()
  endif()
  # In a container the files are often another user's.
  execute_process(COMMAND ${git} -c safe.directory=* -C ${ROOT} ls-files --cached --others --exclude-standard OUTPUT_FILE ${WORK}/files
    COMMAND_ERROR_IS_FATAL ANY)
  file(STRINGS ${WORK}/files names)
  list(FILTER names EXCLUDE REGEX "^(docs|bench)/.*\\.(png|svg)$")
  list(JOIN names "\n" names)
  file(WRITE ${WORK}/files "${names}\n")
  run(${CMAKE_COMMAND} -E chdir ${ROOT} ${CMAKE_COMMAND} -E tar cf ${archive} --files-from=${WORK}/files)
endfunction()
