# The commands over the store, through the real program.
if(LUR_SANITIZE) # each command is killed at so many moments; it takes long then
  set(kills 3)
else()
  set(kills 7)
endif()
add_test(NAME e2e_store COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_store_cli.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR} ${kills})
set_tests_properties(e2e_store PROPERTIES LABELS "e2e;store" TIMEOUT 900)
# What show, score and report read back of a call.
lur_test(report test_json_read lur_report lur_analysis lur_audio lur_base)
lur_fuzzer(fuzz_analysis_document lur_report lur_analysis lur_audio lur_base PkgConfig::jansson)
