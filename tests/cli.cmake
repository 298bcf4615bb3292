# The real program, as people and scripts run it.
add_test(NAME e2e_cli COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_cli.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
set_tests_properties(e2e_cli PROPERTIES LABELS e2e TIMEOUT 300)
add_test(NAME e2e_ends COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_ends.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
set_tests_properties(e2e_ends PROPERTIES LABELS e2e TIMEOUT 120)
add_test(NAME e2e_threads COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_threads.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
set_tests_properties(e2e_threads PROPERTIES LABELS "analysis;e2e" TIMEOUT 300)
