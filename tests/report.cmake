foreach(name test_report_scene test_report_json test_report_csv test_report_text test_report_html)
  lur_test(report ${name} lur_report PkgConfig::jansson PkgConfig::crypto)
endforeach()
lur_test(report test_report_plot lur_report PkgConfig::cairo)
lur_test(report test_report_pdf lur_report)
lur_test(report test_rubric_page lur_report)
set_tests_properties(test_report_text PROPERTIES LABELS "report;golden")
lur_test(report test_report_random lur_report PkgConfig::jansson DIR property LABELS property)

# Pages and documents of a call that is known down to its sound.
add_executable(page_tool ${CMAKE_CURRENT_SOURCE_DIR}/browser/page_tool.c)
target_include_directories(page_tool PRIVATE ${PROJECT_SOURCE_DIR})
target_compile_definitions(page_tool PRIVATE _POSIX_C_SOURCE=200809L)
target_link_libraries(page_tool PRIVATE lur_report m lur_warnings lur_sanitize)

add_test(NAME report_schemas COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_report_schemas.py
                                     $<TARGET_FILE:page_tool> ${PROJECT_SOURCE_DIR})
set_tests_properties(report_schemas PROPERTIES LABELS report TIMEOUT 60 SKIP_RETURN_CODE 77)

find_program(LUR_NODE NAMES node nodejs)
if(LUR_NODE)
  add_test(NAME browser_report COMMAND ${LUR_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/browser/report.mjs $<TARGET_FILE:page_tool>
                                       ${CMAKE_CURRENT_BINARY_DIR}/browser
                                       $<$<TARGET_EXISTS:lur>:$<TARGET_FILE:lur>>)
  set_tests_properties(browser_report PROPERTIES LABELS "report;browser" TIMEOUT 180 SKIP_RETURN_CODE 77)
endif()
