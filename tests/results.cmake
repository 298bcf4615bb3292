# What participants are handed.
add_executable(result_tool ${CMAKE_CURRENT_SOURCE_DIR}/browser/result_tool.c)
target_include_directories(result_tool PRIVATE ${PROJECT_SOURCE_DIR})
target_compile_definitions(result_tool PRIVATE _POSIX_C_SOURCE=200809L)
target_link_libraries(result_tool PRIVATE lur_report lur_ranking m lur_warnings lur_sanitize)
