# What participants are handed.
lur_test(report test_result lur_report lur_ranking)

lur_test(report test_result_properties lur_report lur_ranking DIR property LABELS property)
lur_test(report test_losses lur_report lur_ranking lur_rubrics PkgConfig::jansson)
target_sources(test_losses PRIVATE ${PROJECT_SOURCE_DIR}/cli/results_losses.c)
lur_fuzzer(fuzz_losses lur_report lur_ranking lur_rubrics PkgConfig::jansson)
target_sources(fuzz_losses PRIVATE ${PROJECT_SOURCE_DIR}/cli/results_losses.c)

# Results of participants that are made up, for tests that open them.
add_executable(result_tool ${CMAKE_CURRENT_SOURCE_DIR}/browser/result_tool.c)
target_include_directories(result_tool PRIVATE ${PROJECT_SOURCE_DIR})
target_compile_definitions(result_tool PRIVATE _POSIX_C_SOURCE=200809L)
target_link_libraries(result_tool PRIVATE lur_report lur_ranking m lur_warnings lur_sanitize)

add_test(NAME result_files COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_result_files.py $<TARGET_FILE:result_tool>
                                   ${PROJECT_SOURCE_DIR})
set_tests_properties(result_files PROPERTIES LABELS report TIMEOUT 120)

if(TARGET lur)
  add_test(NAME e2e_results COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_results.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
  set_tests_properties(e2e_results PROPERTIES LABELS "report;e2e;store" TIMEOUT 300)
endif()

if(LUR_NODE)
  add_test(NAME browser_result COMMAND ${LUR_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/browser/result.mjs $<TARGET_FILE:result_tool>
                                       ${CMAKE_CURRENT_BINARY_DIR}/browser-result)
  set_tests_properties(browser_result PROPERTIES LABELS "report;browser" TIMEOUT 180 SKIP_RETURN_CODE 77)
endif()
