# The house's own rules as tests, label lint. Each is a Python script of the standard library; selftest shows that each can fail.
find_program(LUR_CXX NAMES ${CMAKE_CXX_COMPILER} g++ clang++-14 clang++ c++)

function(lur_lint name)
  add_test(NAME lint_${name} COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/tests/lint/${name}.py ${ARGN})
  set_tests_properties(lint_${name} PROPERTIES LABELS lint TIMEOUT 120 SKIP_RETURN_CODE 77)
endfunction()

foreach(name includes banned functions leftovers format texts catalogs links measures manuals umbrella)
  lur_lint(${name} --root ${PROJECT_SOURCE_DIR})
endforeach()
if(LUR_CXX)
  lur_lint(headers --root ${PROJECT_SOURCE_DIR} --cc ${CMAKE_C_COMPILER} --cxx ${LUR_CXX})
endif()
lur_lint(selftest)

# Writable data is looked for in the object files; sanitizers and coverage add their own.
if(NOT LUR_SANITIZE AND NOT LUR_COVERAGE AND NOT LUR_FUZZ)
  get_property(folders GLOBAL PROPERTY LUR_FOLDERS)
  list(TRANSFORM folders REPLACE "(.+)" "$<TARGET_FILE:\\1>")
  lur_lint(globals ${folders})
endif()
