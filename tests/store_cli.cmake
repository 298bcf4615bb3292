# The commands over the store, through the real program.
add_test(NAME e2e_store COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_store_cli.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
set_tests_properties(e2e_store PROPERTIES LABELS "e2e;store" TIMEOUT 300)
